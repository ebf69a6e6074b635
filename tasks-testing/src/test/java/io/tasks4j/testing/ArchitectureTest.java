package io.tasks4j.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know JUnit: the extension's package, and nobody else. */
@AnalyzeClasses(
    packages = "io.tasks4j.testing",
    importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class ArchitectureTest {

  @ArchTest
  static final ArchRule the_testing_package_knows_no_test_framework =
      classes()
          .that()
          .resideInAPackage("io.tasks4j.testing")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.tasks4j..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule the_testing_package_does_not_know_the_extension =
      noClasses()
          .that()
          .resideInAPackage("io.tasks4j.testing")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.tasks4j.testing.junit..");
}
