package io.tasks4j.tck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.ServerSocket;

@AnalyzeClasses(packages = "io.tasks4j.tck", importOptions = DoNotIncludeTests.class)
class RulesAloneTest {
  @ArchTest
  static final ArchRule the_kit_starts_no_process_and_no_server =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class, Process.class, ServerSocket.class)
          .because("it is published, and holds rules; what is broken is in tasks-tck-faults");
}
