package dev.sealwright.api.config;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of the store and of the nodes that share it. */
final class DatabaseKeys {
  /** Only of the environment: a secret does not belong into the file. */
  static final String PASSWORD = "SEALWRIGHT_DB_PASSWORD";

  static final Key<String> URL =
      new Key<>(
          "store.url",
          "SEALWRIGHT_DB",
          Form.text(
              "jdbc:sqlite:FILE, or jdbc:postgresql://HOST:PORT,HOST:PORT/DATABASE",
              Pattern.compile("jdbc:sqlite:[^?]+|jdbc:postgresql:\\P{Cntrl}+")),
          "`jdbc:sqlite:` and store.db in the home",
          "",
          "The store. A file serves one process and must be on a disk whose fsync is honest; network"
              + " file systems are not. PostgreSQL serves several nodes, see docs/cluster.md; name"
              + " all its servers, the one that leads is found.");
  static final Key<String> USER =
      new Key<>(
          "store.user",
          "SEALWRIGHT_DB_USER",
          Form.text("a name of up to 63 characters", Pattern.compile("\\P{Cntrl}{1,63}")),
          "as the URL says",
          "",
          "The role in PostgreSQL.");
  static final Key<Path> PASSWORD_FILE =
      new Key<>(
          "store.passwordFile",
          "SEALWRIGHT_DB_PASSWORD_FILE",
          Form.path(),
          "no password",
          "",
          "File with the password of that role and nothing else. The variable"
              + " `SEALWRIGHT_DB_PASSWORD` may hold the password instead; the file of the"
              + " configuration may not.");
  static final Key<Boolean> REQUIRE_STANDBY =
      Key.of(
          "cluster.requireStandby",
          Form.flag(),
          "true",
          "",
          "Whether a node over PostgreSQL refuses to work unless every commit waits for a standby: a"
              + " certificate that was handed out must not be lost with one machine. No effect on the"
              + " embedded store.");
  static final Key<Integer> LEASE =
      Key.of(
          "cluster.lease",
          Form.number(2, 300),
          "10",
          "seconds",
          "A node that gave no sign of life for so long is taken for dead: what it left is finished by"
              + " another, and another leads. Longer than a pause of the process, and than the"
              + " network between node and database may be away.");

  static final List<Key<?>> ALL = List.of(URL, USER, PASSWORD_FILE, REQUIRE_STANDBY, LEASE);

  private DatabaseKeys() {}
}
