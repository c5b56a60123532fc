package dev.sealwright.engine.key.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * The environment as native code sees it, which Java cannot change by its own means.
 *
 * <p>setenv(3) is not safe while other threads read the environment: only before the process does
 * anything else.
 */
final class ProcessEnvironment {
  private ProcessEnvironment() {}

  @SuppressWarnings("restricted") // setenv has the signature given here
  static void set(Map<String, String> settings) {
    if (settings.isEmpty()) {
      return;
    }
    var linker = Linker.nativeLinker();
    var setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    for (var setting : settings.entrySet()) {
      try (var arena = Arena.ofConfined()) {
        MemorySegment name = arena.allocateFrom(setting.getKey());
        MemorySegment value = arena.allocateFrom(setting.getValue());
        if ((int) setenv.invokeExact(name, value, 1) != 0) {
          throw new IllegalArgumentException("setenv refuses the name " + setting.getKey());
        }
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable t) {
        throw new IllegalStateException(t);
      }
    }
  }
}
