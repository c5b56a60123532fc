package dev.sealwright.engine.key;

/** Which token holds a key, as it says itself (CK_TOKEN_INFO). */
public record TokenIdentity(
    String label,
    String manufacturer,
    String model,
    String serial,
    String hardwareVersion,
    String firmwareVersion) {}
