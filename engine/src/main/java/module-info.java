/** The certificate authority as a library: keys in a vault, certificates on record. */
@org.jspecify.annotations.NullMarked
module dev.sealwright.engine {
  requires static transitive org.jspecify;
  requires transitive dev.sealwright.hsm;
  requires transitive micrometer.core;
  requires transitive java.sql;
  requires com.amazon.corretto.crypto.provider;
  requires jdk.crypto.cryptoki;
  requires com.zaxxer.hikari;
  requires flyway.core;
  requires flyway.database.postgresql;
  requires ipkcs11wrapper;
  requires org.bouncycastle.provider;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http.urlconnection;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.retries;
  requires software.amazon.awssdk.retries.api;
  requires software.amazon.awssdk.services.s3;
  requires software.amazon.awssdk.utils;

  exports dev.sealwright.engine;
  exports dev.sealwright.engine.attach;
  exports dev.sealwright.engine.audit;
  exports dev.sealwright.engine.authority;
  exports dev.sealwright.engine.bucket;
  exports dev.sealwright.engine.bucket.folder;
  exports dev.sealwright.engine.bucket.memory;
  exports dev.sealwright.engine.bucket.s3;
  exports dev.sealwright.engine.crl;
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
  exports dev.sealwright.engine.store.copy;
  exports dev.sealwright.engine.store.embedded;
  exports dev.sealwright.engine.store.memory;
  exports dev.sealwright.engine.store.postgres;
  exports dev.sealwright.engine.store.verify;
  exports dev.sealwright.engine.template;
  exports dev.sealwright.engine.x509;

  // Flyway reads the migrations as resources.
  opens dev.sealwright.engine.store.embedded.migration;
  opens dev.sealwright.engine.store.postgres.migration;
}
