package dev.sealwright.engine.key;

import org.jspecify.annotations.Nullable;

/**
 * Which PKCS#11 module a key was reached through, as the module and its file tell.
 *
 * @param path of the shared library, as configured
 * @param driver the binding, such as {@code FOREIGN}
 * @param cryptokiVersion of the standard, such as 2.40
 * @param libraryVersion the maker's own
 * @param sha256 of the library's file, in hexadecimal; absent when it could not be read
 */
public record ModuleIdentity(
    String path,
    String driver,
    String manufacturer,
    String description,
    String cryptokiVersion,
    String libraryVersion,
    @Nullable String sha256) {}
