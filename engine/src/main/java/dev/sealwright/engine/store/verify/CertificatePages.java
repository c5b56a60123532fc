package dev.sealwright.engine.store.verify;

import dev.sealwright.engine.fault.CaException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands every certificate on record to a check, a page at a time, each read in a statement of its
 * own: nothing holds back whoever writes beside it.
 *
 * <p>Threads: the caller's reads; as many as are asked for check, and no more than two pages for
 * each of them wait.
 */
final class CertificatePages {
  private static final int PAGE = 200;

  private record Page(AuthorityFacts authority, List<CertificateRecord> rows) {}

  private final Connection connection;
  private final String query;
  private final CertificateCheck check;
  private final Findings findings;
  private final int threads;

  CertificatePages(
      Connection connection, String key, CertificateCheck check, Findings findings, int threads) {
    this.connection = connection;
    this.query = CertificateRecord.pages(key);
    this.check = check;
    this.findings = findings;
    this.threads = threads;
  }

  void run() throws SQLException {
    Semaphore room = new Semaphore(2 * threads);
    AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("sealwright-verify-", 1).daemon().factory());
    try {
      byte[] authority = {};
      byte[] serial = {};
      AuthorityFacts facts = null;
      List<CertificateRecord> rows;
      do {
        rows = page(authority, serial);
        List<CertificateRecord> same = new ArrayList<>();
        for (CertificateRecord row : rows) {
          byte[] owner = row.authority().toArray();
          if (facts == null || !facts.id().equals(Findings.id(owner))) {
            hand(facts, same, workers, room, check, failure);
            same = new ArrayList<>();
            facts = facts(owner);
          }
          if (facts == null) {
            findings.add(Findings.id(owner), row.hex(), "there is no such CA");
          } else {
            same.add(row);
          }
          authority = owner;
          serial = row.serial().toArray();
        }
        hand(facts, same, workers, room, check, failure);
      } while (rows.size() == PAGE && failure.get() == null);
    } finally {
      workers.shutdown();
      await(workers);
    }
    RuntimeException thrown = failure.get();
    if (thrown != null) {
      throw thrown;
    }
  }

  private @Nullable AuthorityFacts facts(byte[] id) throws SQLException {
    try {
      return AuthorityFacts.find(connection, id).orElse(null);
    } catch (CaException | IllegalArgumentException | NullPointerException e) {
      return null; // told with the authorities
    }
  }

  private List<CertificateRecord> page(byte[] authority, byte[] serial) throws SQLException {
    List<CertificateRecord> rows = new ArrayList<>(PAGE);
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setBytes(1, authority);
      statement.setBytes(2, serial);
      statement.setInt(3, PAGE);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(CertificateRecord.read(row));
        }
      }
    }
    return rows;
  }

  private static void hand(
      @Nullable AuthorityFacts authority,
      List<CertificateRecord> rows,
      ExecutorService workers,
      Semaphore room,
      CertificateCheck check,
      AtomicReference<@Nullable RuntimeException> failure) {
    if (authority == null || rows.isEmpty()) {
      return;
    }
    Page page = new Page(authority, rows);
    room.acquireUninterruptibly();
    workers.execute(() -> {
      try {
        for (CertificateRecord row : page.rows()) {
          check.check(row, page.authority());
        }
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      } finally {
        room.release();
      }
    });
  }

  private static void await(ExecutorService workers) {
    try {
      while (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
        // A page takes as long as its signatures take.
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
