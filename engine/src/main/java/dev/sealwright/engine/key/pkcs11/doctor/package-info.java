/**
 * Examines a PKCS#11 token for what a CA asks of it, with keys that it destroys again: {@link
 * dev.sealwright.engine.key.pkcs11.doctor.Doctor} makes a {@link
 * dev.sealwright.engine.key.pkcs11.doctor.Diagnosis}.
 *
 * <p>Threads: one examination at a time; it starts platform threads of its own. Imports x509, key,
 * key.pkcs11 and dev.sealwright.hsm; nothing in the engine imports it.
 */
package dev.sealwright.engine.key.pkcs11.doctor;
