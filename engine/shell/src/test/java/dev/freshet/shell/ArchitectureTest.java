package dev.freshet.shell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom: the table of docs/ARCHITECTURE.md, for everything that a run in one process links. */
class ArchitectureTest {
    private static final JavaClasses FRESHET = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.freshet");

    @Test
    void theVocabularyStandsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("dev.freshet.spi..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.freshet.spi..", "java..", "com.sun.net.httpserver..", "org.jspecify..")
                .check(FRESHET);
    }

    @Test
    void theCoreStandsOnTheVocabularyAlone() {
        classes()
                .that()
                .resideInAPackage("dev.freshet.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.freshet.core..", "dev.freshet.spi..", "java..", "org.jspecify..")
                .check(FRESHET);
    }

    @Test
    void edgesKnowTheVocabularyButNotTheEngine() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.freshet.ingest..", "dev.freshet.vector..", "dev.freshet.meta..", "dev.freshet.lake..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.freshet.core..", "dev.freshet.sql..", "dev.freshet.worker..")
                .check(FRESHET);
    }

    @Test
    void sqlSeesThePlanAndNothingThatRunsIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.freshet.sql..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.freshet.core.circuit..",
                        "dev.freshet.core.operator..",
                        "dev.freshet.core.trace..",
                        "dev.freshet.worker..",
                        "dev.freshet.ingest..",
                        "dev.freshet.meta..",
                        "dev.freshet.lake..",
                        "dev.freshet.vector..")
                .check(FRESHET);
    }

    @Test
    void theWorkerStartsWithoutTheSqlCompiler() {
        noClasses()
                .that()
                .resideInAPackage("dev.freshet.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.freshet.sql..", "org.apache.calcite..")
                .check(FRESHET);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .that()
                .resideInAPackage("dev.freshet..")
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(FRESHET);
    }
}
