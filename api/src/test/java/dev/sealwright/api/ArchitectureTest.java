package dev.sealwright.api;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sealwright.hsm.StorageStandard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The thin layer stays thin: imports run one way, and only the composition root names parts. */
class ArchitectureTest {
  private static final String ROOT = "dev.sealwright.api";

  /** Left is used by right. */
  private static final List<String> ORDER =
      List.of(
          "shape", "wire", "policy", "tls", "event", "http", "rate", "publish", "auth", "rule",
          "quota", "report", "action", "config", "cli", "");

  /** What puts parts together: the server, and the command line beside it. */
  private static final List<String> COMPOSING = List.of("", "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void importsRunOneWay() {
    List<String> violations = new ArrayList<>();
    for (JavaClass origin : CLASSES) {
      origin.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> target.getPackageName().startsWith(ROOT))
          .filter(target -> place(target) > place(origin))
          .forEach(target -> violations.add(origin.getName() + " -> " + target.getName()));
    }
    assertThat(violations).isEmpty();
    assertThat(CLASSES.size()).isGreaterThan(100);
  }

  @Test
  void onlyTheCompositionRootNamesTokensAndStores() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ORDER.stream()
                .filter(room -> !COMPOSING.contains(room))
                .map(room -> ROOT + "." + room)
                .toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.sealwright.hsm.dev..",
            "dev.sealwright.engine.key.pkcs11..",
            "dev.sealwright.engine.key.soft..",
            "dev.sealwright.engine.bucket.folder..",
            "dev.sealwright.engine.bucket.memory..",
            "dev.sealwright.engine.bucket.s3..",
            "dev.sealwright.engine.store.embedded..",
            "dev.sealwright.engine.store.memory..",
            "dev.sealwright.engine.store.postgres..")
        .check(CLASSES);
  }

  @Test
  void tokensAreDescribedInTheConfigurationAlone() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ORDER.stream()
                .filter(room -> !COMPOSING.contains(room) && !room.equals("config"))
                .map(room -> ROOT + "." + room)
                .toArray(String[]::new))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sealwright.hsm..")
                // A word of the operator's, which a caller may ask for.
                .and(not(equivalentTo(StorageStandard.class))))
        .check(CLASSES);
  }

  @Test
  void derIsTheEnginesBusiness() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(CLASSES);
  }

  private static int place(JavaClass type) {
    String name = type.getPackageName();
    int place = ORDER.indexOf(name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1));
    assertThat(place).as("place of %s", name).isNotNegative();
    return place;
  }
}
