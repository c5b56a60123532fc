package dev.sealwright.engine.key.pkcs11.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The functions the engine calls, from CK_FUNCTION_LIST.
 *
 * <p>The list starts with a two-byte version; on 64-bit Unix, where the structure is not packed,
 * the pointers follow from offset 8, in the order of the standard's pkcs11f.h.
 */
record FunctionList(
    NativeCall initializeModule,
    NativeCall finalizeModule,
    NativeCall getInfo,
    NativeCall getSlotList,
    NativeCall getTokenInfo,
    NativeCall getMechanismList,
    NativeCall getMechanismInfo,
    Optional<NativeCall> initToken,
    Optional<NativeCall> initPin,
    NativeCall openSession,
    NativeCall closeSession,
    NativeCall login,
    Optional<NativeCall> logout,
    NativeCall destroyObject,
    NativeCall getAttributeValue,
    NativeCall findObjectsInit,
    NativeCall findObjects,
    NativeCall findObjectsFinal,
    NativeCall encryptInit,
    NativeCall encrypt,
    NativeCall decryptInit,
    NativeCall decrypt,
    NativeCall signInit,
    NativeCall sign,
    NativeCall generateKey,
    NativeCall generateKeyPair) {
  private static final int FIRST = 8;

  /** Functions of PKCS#11 2.x, all of which a list has, if only as stubs. */
  private static final int COUNT = 68;

  /** Reads the list at this address. */
  @SuppressWarnings("restricted") // the size of the list is a matter of the standard
  static FunctionList at(MemorySegment address) {
    var list = address.reinterpret(FIRST + COUNT * ADDRESS.byteSize());
    return new FunctionList(
        function(list, 0, "C_Initialize"),
        function(list, 1, "C_Finalize"),
        function(list, 2, "C_GetInfo"),
        function(list, 4, "C_GetSlotList"),
        function(list, 6, "C_GetTokenInfo"),
        function(list, 7, "C_GetMechanismList"),
        function(list, 8, "C_GetMechanismInfo"),
        optional(list, 9, "C_InitToken"),
        optional(list, 10, "C_InitPIN"),
        function(list, 12, "C_OpenSession"),
        function(list, 13, "C_CloseSession"),
        function(list, 18, "C_Login"),
        optional(list, 19, "C_Logout"),
        function(list, 22, "C_DestroyObject"),
        function(list, 24, "C_GetAttributeValue"),
        function(list, 26, "C_FindObjectsInit"),
        function(list, 27, "C_FindObjects"),
        function(list, 28, "C_FindObjectsFinal"),
        function(list, 29, "C_EncryptInit"),
        function(list, 30, "C_Encrypt"),
        function(list, 33, "C_DecryptInit"),
        function(list, 34, "C_Decrypt"),
        function(list, 42, "C_SignInit"),
        function(list, 43, "C_Sign"),
        function(list, 58, "C_GenerateKey"),
        function(list, 59, "C_GenerateKeyPair"));
  }

  private static NativeCall function(MemorySegment list, int index, String name) {
    return optional(list, index, name)
        .orElseThrow(() -> new IllegalArgumentException("the function list has no " + name));
  }

  /** What only setting up a token needs; a module without it may still serve. */
  private static Optional<NativeCall> optional(MemorySegment list, int index, String name) {
    var address = list.get(ADDRESS, FIRST + index * ADDRESS.byteSize());
    return address.address() == 0 ? Optional.empty() : Optional.of(new NativeCall(name, address));
  }
}
