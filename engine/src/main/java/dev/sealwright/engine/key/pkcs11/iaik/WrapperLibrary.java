package dev.sealwright.engine.key.pkcs11.iaik;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.pkcs11.ModuleLibrary;
import dev.sealwright.hsm.ModuleConfig;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.StaticLogger;

/**
 * The wrapper's own native library, which it unpacks from its jar at the first use.
 *
 * <p>It unpacks it into the folder for temporary files, where others may write too, so it is given
 * a folder of its own there, open to this user only, which is removed once the library is loaded. A
 * {@code libpkcs11wrapper.so} on java.library.path is taken instead when there is one.
 *
 * <p>Threads: any; one at a time gets in.
 */
final class WrapperLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(WrapperLibrary.class);

  /** The system property in which the wrapper looks for the folder. */
  private static final String FOLDER = "PKCS11_TEMP_DIR";

  private WrapperLibrary() {}

  /** Connects the wrapper to a library that is known to be a module. */
  static synchronized PKCS11 connect(ModuleConfig module) {
    // Without a logger it prints on standard output.
    StaticLogger.setLogger(new WrapperLog(LOG));
    Path folder = null;
    try {
      folder = Files.createTempDirectory("sealwright-iaik-");
      System.setProperty(FOLDER, folder.toString());
      return PKCS11Module.getInstance(module.path().toAbsolutePath().toString()).getPKCS11Module();
    } catch (IOException e) {
      throw ModuleLibrary.unusable(module, e);
    } catch (UnsatisfiedLinkError e) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE,
          "the driver iaik cannot load its native library ("
              + e.getMessage()
              + "); it unpacks it into java.io.tmpdir, which must allow execution, unless"
              + " libpkcs11wrapper.so is on java.library.path",
          e);
    } finally {
      System.clearProperty(FOLDER);
      if (folder != null) {
        remove(folder);
      }
    }
  }

  private static void remove(Path folder) {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed", folder, e);
    }
  }
}
