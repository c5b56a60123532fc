package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/**
 * SIGTERM while a signature hangs in the module: to finalise it then would crash the process
 * (INVARIANT I6, I14).
 */
@MostlyWaits
@Timeout(120)
class HangProcessTest {
  @TempDir Path folder;

  @Test
  void endsInTimeWithoutACrashAndTheNextStartFinishesTheWork() throws Exception {
    Path module = faultModule();
    plan(module, "");
    Map<String, String> environment = Map.of("SEALWRIGHT_PKCS11_MODULE", module.toString());
    OpenSsl openssl = new OpenSsl(folder);
    SdkBytes csr = openssl.request("/CN=hang.example", Estate.EC);
    Path store = folder.resolve("var/store.db");
    try (ServerProcess server = ServerProcess.start(folder, environment);
        AcmPcaClient pca = server.client();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CaClient ca = new CaClient(pca);
      String root =
          ca.activeRoot(KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Root");
      plan(module, "C_Sign always hang");
      var call =
          callers.submit(() -> {
            try {
              return ca.issue(root, csr, Estate.ALGORITHM, Estate.END_ENTITY_TEMPLATE, 30);
            } catch (SdkException ended) {
              return ended.getMessage();
            }
          });
      Until.holds("the signature hangs", () -> open(store) == 1);
      server.signal();
      assertThat(server.endStatus()).as("not by a signal such as SIGSEGV").isEqualTo(1);
      assertThat(call.get()).isNotNull();
      assertThat(server.log()).doesNotContain("SIGSEGV");
    }
    assertThat(open(store)).isEqualTo(1);
    plan(module, "");
    try (ServerProcess server = ServerProcess.start(folder, environment)) {
      assertThat(open(store)).isZero();
      assertThat(StoreRows.count(store).get("seal")).as("the root and the leaf").isEqualTo(2);
      server.terminate();
    }
  }

  private static int open(Path store) {
    return StoreRows.count(store).getOrDefault("open_reservation", -1);
  }

  private Path faultModule() throws IOException, InterruptedException {
    Path library = folder.resolve("libfault.so");
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-shared",
                "-fPIC",
                "-O2",
                "-o",
                library.toString(),
                "../engine/src/test/c/fault-module.c",
                "-ldl",
                "-lpthread")
            .redirectErrorStream(true)
            .start();
    String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(gcc.waitFor()).as("gcc (apt-get install gcc libc6-dev): %s", output).isZero();
    return library;
  }

  private static void plan(Path module, String fault) throws IOException {
    Path next = module.resolveSibling("next.plan");
    Files.writeString(next, "module /usr/lib/softhsm/libsofthsm2.so\n" + fault + "\n");
    Files.move(
        next,
        module.resolveSibling(module.getFileName() + ".plan"),
        StandardCopyOption.ATOMIC_MOVE);
  }
}
