package dev.sealwright.engine.key.pkcs11;

/**
 * What a module says of itself (CK_INFO), without the blanks that pad its texts.
 *
 * @param cryptoki version of the standard
 */
public record ModuleInfo(
    Version cryptoki, String manufacturer, String description, Version library) {}
