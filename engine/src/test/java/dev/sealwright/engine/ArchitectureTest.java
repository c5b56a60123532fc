package dev.sealwright.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inside the engine imports run one way, and only key.pkcs11 leaves the JVM. */
class ArchitectureTest {
  private static final String ROOT = "dev.sealwright.engine";

  /** Left is used by right; nothing uses what stands to its right. */
  private static final List<String> ORDER =
      List.of(
          "fault",
          "queue",
          "x509",
          "bucket",
          "csr",
          "key",
          "authority",
          "template",
          "lint",
          "audit",
          "store",
          "order",
          "sign",
          "issue",
          "attach",
          "life",
          "crl",
          "ocsp",
          "");

  /** Drivers and stores: only the composition root, outside the engine, names them. */
  private static final List<String> LEAVES =
      List.of(
          "key.pkcs11",
          "key.soft",
          "store.memory",
          "store.embedded",
          "store.postgres",
          "bucket.folder",
          "bucket.memory",
          "bucket.s3");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void importsRunOneWay() {
    List<String> violations = new ArrayList<>();
    for (JavaClass origin : CLASSES) {
      String from = room(origin);
      origin.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> target.getPackageName().startsWith(ROOT))
          .filter(target -> !mayImport(from, room(target)))
          .forEach(target -> violations.add(origin.getName() + " -> " + target.getName()));
    }
    assertThat(violations).isEmpty();
    assertThat(CLASSES.size()).isGreaterThan(50);
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    for (JavaClass type : CLASSES) {
      assertThat(place(room(type))).as("place of %s", type.getName()).isNotNegative();
    }
  }

  @Test
  void nativeCallsAreMadeInKeyPkcs11Only() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".key.pkcs11..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .orShould()
        .callMethod(System.class, "load", String.class)
        .orShould()
        .callMethod(System.class, "loadLibrary", String.class)
        .check(CLASSES);
  }

  @Test
  void nobodyNeedsTheDoctor() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".key.pkcs11.doctor..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".key.pkcs11.doctor..")
        .check(CLASSES);
  }

  private static boolean mayImport(String from, String to) {
    if (from.equals(to) || (isLeaf(to) && leaf(from).equals(leaf(to)))) {
      return true;
    }
    return !isLeaf(to) && place(to) <= place(from);
  }

  private static boolean isLeaf(String room) {
    return !leaf(room).isEmpty();
  }

  private static String leaf(String room) {
    for (String leaf : LEAVES) {
      if (room.equals(leaf) || room.startsWith(leaf + ".")) {
        return leaf;
      }
    }
    return "";
  }

  /** A leaf stands where its parent package stands. */
  private static int place(String room) {
    int dot = room.indexOf('.');
    return ORDER.indexOf(dot < 0 ? room : room.substring(0, dot));
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
