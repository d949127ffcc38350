package dev.freshet.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.freshet.server.rest.Resources;
import jakarta.ws.rs.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.freshet.server");

    @Test
    void frameworksStayAtTheEdge() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..server.tenant..",
                        "..server.pipeline..",
                        "..server.deploy..",
                        "..server.access..",
                        "..server.secrets..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io.quarkus..", "io.smallrye..", "io.vertx..", "org.hibernate..")
                .check(CLASSES);
    }

    @Test
    void theHeartOfTheServiceDoesNotKnowItsSurface() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..server.tenant..",
                        "..server.pipeline..",
                        "..server.deploy..",
                        "..server.access..",
                        "..server.secrets..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..server.rest..", "..server.wiring..", "..server.startup..")
                .check(CLASSES);
    }

    @Test
    void everyResourceBelowTheApiIsInTheRouteTable() {
        Set<String> found = CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(Path.class))
                .filter(type -> type.getAnnotationOfType(Path.class).value().startsWith("/api/"))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
        assertThat(Resources.ALL.stream().map(Class::getName).collect(Collectors.toSet()))
                .isEqualTo(found);
    }
}
