/** The certificate authority as a library: keys in a vault, certificates on record. */
@org.jspecify.annotations.NullMarked
module dev.sealwright.engine {
  requires static transitive org.jspecify;
  requires transitive dev.sealwright.hsm;
  requires transitive micrometer.core;
  requires transitive java.sql;
  requires com.amazon.corretto.crypto.provider;
  requires jdk.crypto.cryptoki;
  requires flyway.core;
  requires ipkcs11wrapper;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  exports dev.sealwright.engine;
  exports dev.sealwright.engine.attach;
  exports dev.sealwright.engine.audit;
  exports dev.sealwright.engine.authority;
  exports dev.sealwright.engine.bucket;
  exports dev.sealwright.engine.bucket.folder;
  exports dev.sealwright.engine.bucket.memory;
  exports dev.sealwright.engine.fault;
  exports dev.sealwright.engine.ocsp;
  exports dev.sealwright.engine.order;
  exports dev.sealwright.engine.key;
  exports dev.sealwright.engine.key.pkcs11;
  exports dev.sealwright.engine.key.pkcs11.doctor;
  exports dev.sealwright.engine.key.pkcs11.foreign;
  exports dev.sealwright.engine.key.pkcs11.iaik;
  exports dev.sealwright.engine.key.pkcs11.sun;
  exports dev.sealwright.engine.key.soft;
  exports dev.sealwright.engine.store;
  exports dev.sealwright.engine.store.embedded;
  exports dev.sealwright.engine.store.memory;
  exports dev.sealwright.engine.template;
  exports dev.sealwright.engine.x509;

  // Flyway reads the migrations as resources.
  opens dev.sealwright.engine.store.embedded.migration;
}
