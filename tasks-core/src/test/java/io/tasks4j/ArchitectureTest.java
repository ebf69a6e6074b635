package io.tasks4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** How the packages of the core may depend on each other. */
@AnalyzeClasses(
    packages = "io.tasks4j",
    importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class ArchitectureTest {

  private static final String ROOT = "io.tasks4j";

  @ArchTest
  static final ArchRule packages_are_free_of_cycles =
      slices().assignedFrom(new TopLevelPackages()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_root_package_knows_only_retry_strategies_and_checks =
      classes()
          .that()
          .resideInAPackage(ROOT)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ROOT,
              "io.tasks4j.internal",
              "io.tasks4j.retry..",
              "java..",
              "org.slf4j..",
              "org.jspecify..");

  /**
   * One slice for each package below the root with all it holds, and one for the root itself. Those
   * that open the core's stores stand above these, and not beside what all share.
   */
  private static final class TopLevelPackages implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      if (name.equals(ROOT)) {
        return SliceIdentifier.of("(root)");
      }
      if (!name.startsWith(ROOT + ".")) {
        return SliceIdentifier.ignore();
      }
      if (name.startsWith(ROOT + ".internal.")) {
        return SliceIdentifier.of(name);
      }
      return SliceIdentifier.of(name.substring(ROOT.length() + 1).split("\\.", 2)[0]);
    }

    @Override
    public String getDescription() {
      return "the packages of " + ROOT;
    }
  }
}
