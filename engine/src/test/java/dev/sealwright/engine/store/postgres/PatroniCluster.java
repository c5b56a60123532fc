package dev.sealwright.engine.store.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The cluster of docs/cluster.md: etcd, and three PostgreSQL servers under Patroni, of which one
 * leads and one is its synchronous standby. Up within half a minute.
 *
 * <p>Threads: one at a time.
 */
public final class PatroniCluster implements AutoCloseable {
  private static final List<String> MEMBERS = List.of("postgres1", "postgres2", "postgres3");

  /** From the port of etcd to the last of Patroni. */
  private static final int PORTS = 24;

  private final Lab lab;

  private PatroniCluster(Lab lab) {
    this.lab = lab;
  }

  /** Starts it, and waits until all three servers are in their places. */
  public static PatroniCluster start() {
    return new PatroniCluster(Lab.start("cluster.sh", PORTS));
  }

  /** The names of its servers. */
  public List<String> members() {
    return MEMBERS;
  }

  /** The database of Sealwright, on whichever server leads. */
  public TestDatabase database() {
    return new TestDatabase(lab.ask("url"), "sealwright", lab.ask("password", "sealwright"));
  }

  /** A superuser's connection to one server, which need not lead; the caller closes it. */
  public Connection superuser(String member) throws SQLException {
    return new TestDatabase(
            "jdbc:postgresql://127.0.0.1:%s/sealwright?sslmode=verify-full&sslrootcert=%s"
                .formatted(lab.ask("port", member), ca()),
            "postgres",
            lab.ask("password", "superuser"))
        .connect();
  }

  /** The certificate of the CA that certified its servers. */
  public Path ca() {
    return lab.ca();
  }

  /**
   * The server that leads.
   *
   * @throws IllegalStateException when none does at the moment
   */
  public String leader() {
    return lab.ask("leader");
  }

  /**
   * The server that every commit waits for.
   *
   * @throws IllegalStateException when there is none at the moment
   */
  public String synchronousStandby() {
    return lab.ask("standby");
  }

  /**
   * Kill -9 of the leader's server and its Patroni.
   *
   * @return which it was
   */
  public String killLeader() {
    return kill(leader());
  }

  /**
   * Kill -9 of the synchronous standby and its Patroni.
   *
   * @return which it was
   */
  public String killSynchronousStandby() {
    return kill(synchronousStandby());
  }

  /** Kill -9 of etcd: without it nobody may lead for longer than seconds. */
  public void killEtcd() {
    lab.ask("kill", "etcd");
  }

  /**
   * Stops all processes of a server and its Patroni where they are: connections to it stay open.
   */
  public void pause(String member) {
    lab.ask("pause", member);
  }

  /** Lets them go on. */
  public void goOn(String member) {
    lab.ask("continue", member);
  }

  /** Starts a server that was killed, and waits until all three are in their places. */
  public void restart(String member) {
    lab.ask("resume", member);
  }

  /** Starts whatever was killed, etcd too, and waits until all three are in their places. */
  public void resume() {
    lab.ask("resume");
  }

  @Override
  public void close() {
    lab.close();
  }

  private String kill(String member) {
    lab.ask("kill", member);
    return member;
  }
}
