package dev.sealwright.engine.key.pkcs11.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.ModuleInfo;
import dev.sealwright.engine.key.pkcs11.ModuleLibrary;
import dev.sealwright.engine.key.pkcs11.OpenSessions;
import dev.sealwright.engine.key.pkcs11.Provisioning;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import dev.sealwright.engine.key.pkcs11.TokenLimits;
import dev.sealwright.engine.key.pkcs11.Version;
import dev.sealwright.hsm.ModuleConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#11 module called straight through java.lang.foreign; 64-bit Linux and other LP64 systems.
 *
 * <p>The library stays loaded until the process ends: modules do not survive dlclose.
 *
 * <p>A module keeps one state for the whole process. When someone else has initialised it already
 * (CKR_CRYPTOKI_ALREADY_INITIALIZED), this instance is a guest: it works, and its {@link #close}
 * leaves C_Finalize to the one who was first. The host cannot see the guest's sessions, so it must
 * be closed last; a program is better off with one instance per module.
 *
 * <p>Threads: shared. One thread closes, after all sessions.
 */
public final class ForeignCryptoki implements Cryptoki, Provisioning {
  private static final long CKF_RW_SESSION = 0x2;
  private static final long CKF_SERIAL_SESSION = 0x4;
  private static final long CKF_OS_LOCKING_OK = 0x2;

  /** CK_C_INITIALIZE_ARGS: four mutex callbacks, flags, pReserved. */
  private static final int INITIALIZE_ARGS_SIZE = 48;

  private static final int INITIALIZE_ARGS_FLAGS = 32;
  private static final int INITIALIZE_ARGS_RESERVED = 40;

  /** CK_INFO: version, 32 bytes of text, flags, 32 bytes of text, version. */
  private static final int INFO_SIZE = 88;

  /** CK_TOKEN_INFO: 96 bytes of text, flags, ten CK_ULONG, two versions, the time. */
  private static final int TOKEN_INFO_SIZE = 208;

  private static final int LABEL_SIZE = 32;
  private static final int CKU_SO = 0;
  private static final int MAX_SLOTS = 1024;
  private static final int MAX_MECHANISMS = 4096;

  /** CK_MECHANISM_INFO: two key sizes and flags. */
  private static final int MECHANISM_INFO_SIZE = 24;

  private final FunctionList functions;
  private final @Nullable String reserved;
  private final OpenSessions sessions = new OpenSessions();
  private volatile boolean host;

  private ForeignCryptoki(FunctionList functions, @Nullable String reserved) {
    this.functions = functions;
    this.reserved = reserved;
  }

  /** Loads a module that finds its settings by itself. */
  public static ForeignCryptoki load(ModuleConfig module) {
    return load(module, Map.of());
  }

  /**
   * Loads a module; makes no PKCS#11 call but C_GetFunctionList.
   *
   * @param environment set in the process before the module can look, such as SOFTHSM2_CONF, which
   *     SoftHSM reads at C_Initialize; for programs whose own environment cannot be prepared, and
   *     only before other threads run
   * @throws CaException TOKEN_UNAVAILABLE when the library is missing, does not load, or is no
   *     PKCS#11 module
   */
  public static ForeignCryptoki load(ModuleConfig config, Map<String, String> environment) {
    var entry = ModuleLibrary.load(config, environment);
    try {
      return new ForeignCryptoki(
          functionList(new NativeCall("C_GetFunctionList", entry)), config.reserved());
    } catch (IllegalArgumentException | CryptokiException e) {
      throw ModuleLibrary.unusable(config, e);
    }
  }

  private static FunctionList functionList(NativeCall getFunctionList) {
    try (var arena = Arena.ofConfined()) {
      var pointer = arena.allocate(ADDRESS);
      getFunctionList.call(pointer.address());
      return FunctionList.at(pointer.get(ADDRESS, 0));
    }
  }

  @Override
  public void initialise() {
    try (var arena = Arena.ofConfined()) {
      var arguments = arena.allocate(INITIALIZE_ARGS_SIZE, 8);
      arguments.set(JAVA_LONG, INITIALIZE_ARGS_FLAGS, CKF_OS_LOCKING_OK);
      if (reserved != null) {
        arguments.set(ADDRESS, INITIALIZE_ARGS_RESERVED, arena.allocateFrom(reserved));
      }
      long result = functions.initializeModule().result(arguments.address());
      if (result != 0 && result != ReturnValue.CKR_CRYPTOKI_ALREADY_INITIALIZED.code()) {
        throw new CryptokiException("C_Initialize", result);
      }
      if (result == 0) {
        host = true;
      }
      sessions.reopen();
    }
  }

  @Override
  public ModuleInfo moduleInfo() {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(INFO_SIZE, 8);
      functions.getInfo().call(info.address());
      return new ModuleInfo(
          version(info, 0), text(info, 2, 32), text(info, 48, 32), version(info, 80));
    }
  }

  @Override
  public long[] slotsWithToken() {
    try (var arena = Arena.ofConfined()) {
      var count = arena.allocateFrom(JAVA_LONG, MAX_SLOTS);
      var slots = arena.allocate(JAVA_LONG, MAX_SLOTS);
      functions.getSlotList().call(1, slots.address(), count.address());
      return slots
          .asSlice(0, 8 * bounded(count.get(JAVA_LONG, 0), MAX_SLOTS, "C_GetSlotList"))
          .toArray(JAVA_LONG);
    }
  }

  @Override
  public TokenInfo tokenInfo(long slot) {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(TOKEN_INFO_SIZE, 8);
      functions.getTokenInfo().call(slot, info.address());
      return new TokenInfo(
          text(info, 0, 32),
          text(info, 32, 32),
          text(info, 64, 16),
          text(info, 80, 16),
          info.get(JAVA_LONG, 96),
          version(info, 184),
          version(info, 186));
    }
  }

  @Override
  public TokenLimits limits(long slot) {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(TOKEN_INFO_SIZE, 8);
      functions.getTokenInfo().call(slot, info.address());
      return new TokenLimits(
          info.get(JAVA_LONG, 104),
          info.get(JAVA_LONG, 112),
          info.get(JAVA_LONG, 120),
          info.get(JAVA_LONG, 144),
          info.get(JAVA_LONG, 136));
    }
  }

  @Override
  public void initToken(long slot, char[] soPin, String label) {
    var text = label.getBytes(StandardCharsets.UTF_8);
    if (text.length > LABEL_SIZE) {
      throw new IllegalArgumentException("a label of " + text.length + " bytes");
    }
    try (var arena = Arena.ofConfined();
        var pin = new NativePin(soPin, "C_InitToken")) {
      var padded = arena.allocate(LABEL_SIZE).fill((byte) ' ');
      MemorySegment.copy(text, 0, padded, JAVA_BYTE, 0, text.length);
      present(functions.initToken(), "C_InitToken")
          .call(slot, pin.address(), pin.length(), padded.address());
    }
  }

  @Override
  public void initPin(long slot, char[] soPin, char[] userPin) {
    try (var arena = Arena.ofConfined();
        var officer = new NativePin(soPin, "C_Login");
        var user = new NativePin(userPin, "C_InitPIN")) {
      var handle = arena.allocate(JAVA_LONG);
      functions
          .openSession()
          .call(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, 0, 0, handle.address());
      long session = handle.get(JAVA_LONG, 0);
      try {
        functions.login().call(session, CKU_SO, officer.address(), officer.length());
        present(functions.initPin(), "C_InitPIN").call(session, user.address(), user.length());
        present(functions.logout(), "C_Logout").call(session);
      } finally {
        functions.closeSession().call(session);
      }
    }
  }

  private static NativeCall present(Optional<NativeCall> call, String name) {
    return call.orElseThrow(
        () -> new CryptokiException(name, ReturnValue.CKR_FUNCTION_NOT_SUPPORTED));
  }

  @Override
  public long[] mechanisms(long slot) {
    try (var arena = Arena.ofConfined()) {
      var count = arena.allocateFrom(JAVA_LONG, MAX_MECHANISMS);
      var list = arena.allocate(JAVA_LONG, MAX_MECHANISMS);
      functions.getMechanismList().call(slot, list.address(), count.address());
      return list.asSlice(
              0, 8 * bounded(count.get(JAVA_LONG, 0), MAX_MECHANISMS, "C_GetMechanismList"))
          .toArray(JAVA_LONG);
    }
  }

  @Override
  public MechanismInfo mechanismInfo(long slot, long mechanism) {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(MECHANISM_INFO_SIZE, 8);
      functions.getMechanismInfo().call(slot, mechanism, info.address());
      return new MechanismInfo(
          info.get(JAVA_LONG, 0), info.get(JAVA_LONG, 8), info.get(JAVA_LONG, 16));
    }
  }

  @Override
  public CryptokiSession openSession(long slot) {
    sessions.enter();
    try (var arena = Arena.ofConfined()) {
      var handle = arena.allocate(JAVA_LONG);
      functions
          .openSession()
          .call(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, 0, 0, handle.address());
      return new ForeignSession(functions, handle.get(JAVA_LONG, 0), sessions::leave);
    } catch (CryptokiException e) {
      sessions.leave();
      throw e;
    }
  }

  @Override
  public void close() {
    if (!sessions.close()) {
      return;
    }
    if (host) {
      // A module that fails to finalise is still ours to finalise.
      functions.finalizeModule().call(0);
      host = false;
    }
  }

  /** A count the module wrote, which may be anything. */
  static long bounded(long count, long limit, String function) {
    if (count < 0 || count > limit) {
      throw new CryptokiException(function, ReturnValue.CKR_GENERAL_ERROR);
    }
    return count;
  }

  private static Version version(MemorySegment info, long offset) {
    return new Version(
        Byte.toUnsignedInt(info.get(JAVA_BYTE, offset)),
        Byte.toUnsignedInt(info.get(JAVA_BYTE, offset + 1)));
  }

  /** Texts are padded with blanks and not terminated; some modules write NUL all the same. */
  private static String text(MemorySegment info, long offset, int length) {
    var bytes = info.asSlice(offset, length).toArray(JAVA_BYTE);
    int end = length;
    while (end > 0 && (bytes[end - 1] == ' ' || bytes[end - 1] == 0)) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
