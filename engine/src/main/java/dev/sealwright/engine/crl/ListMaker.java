package dev.sealwright.engine.crl;

import dev.sealwright.engine.attach.Change;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.CertificateList;
import dev.sealwright.engine.x509.Octets;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes lists: takes a number, writes the entries to a file page by page, puts the rest of the list
 * around them, signs its digest. However many entries there are, a page of them is in memory.
 *
 * <p>The pages are queries of their own, so that no long read keeps the store from tidying up. That
 * makes a list no less complete: revocations are only ever added, and how many there are is read
 * before the first page.
 *
 * <p>Threads: the few that make lists, each another one.
 */
final class ListMaker {
  /** A few megabytes. */
  private static final int PAGE = 10_000;

  /** A list is valid before it was made, for readers whose clocks are behind. */
  private static final Duration BACKDATED = Duration.ofMinutes(60);

  private static final String ACTOR = "engine";

  private final Change records;
  private final ListSigner signer;
  private final Scratch scratch;

  private record Entries(long count, long bytes) {}

  ListMaker(Change records, ListSigner signer, Scratch scratch) {
    this.records = records;
    this.signer = signer;
    this.scratch = scratch;
  }

  /**
   * Makes the next list; its number is on record before it is signed (INVARIANT I10), the use of
   * the key before the list is returned (I11).
   *
   * @param before what was on record of it when this was decided
   * @param life until nextUpdate
   * @param point URI of its issuing distribution point, if it is to have one
   * @throws CaException CONCURRENT_MODIFICATION when the authority is not what it was (I9)
   */
  SignedList make(Authority authority, CrlRecord before, Duration life, @Nullable String point) {
    InstalledCertificate issuer = authority.installed();
    if (issuer == null) {
      throw new CaException(Failure.INTERNAL, "a list of a CA without a certificate");
    }
    Instant now = Instant.ofEpochMilli(records.clock().millis());
    long number = takeNumber(authority, before, now);
    CertificateList list =
        new CertificateList(
            authority.settings().signingAlgorithm(),
            issuer.subject(),
            now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS),
            now.plus(life).truncatedTo(ChronoUnit.SECONDS),
            number,
            issuer.keyIdentifier(),
            point);
    Path file = scratch.file();
    boolean made = false;
    try {
      Entries entries = writeEntries(before, now, file);
      CertificateList.Frame tbs = list.around(entries.bytes());
      Octets signature = signer.sign(authority, list.algorithm(), tbs, file);
      note(authority, before.scope(), number, entries.count(), now);
      SignedList signed =
          new SignedList(
              list,
              now,
              before.revoked(),
              entries.count(),
              tbs.signed(list.algorithm(), signature),
              file);
      made = true;
      return signed;
    } catch (IOException e) {
      throw Scratch.failed(e);
    } finally {
      if (!made) {
        Scratch.remove(file);
      }
    }
  }

  private long takeNumber(Authority authority, CrlRecord before, Instant now) {
    long number = Math.max(now.toEpochMilli(), before.number() + 1);
    Outcome outcome =
        write(
            new Mutation.TakeCrlNumber(
                authority.id(), authority.version(), before.scope(), number));
    if (!outcome.equals(Outcome.APPLIED)) {
      throw new CaException(Failure.CONCURRENT_MODIFICATION, "the CA was changed at the same time");
    }
    return number;
  }

  private Entries writeEntries(CrlRecord before, Instant now, Path file) throws IOException {
    Instant unexpiredAt = unexpiredAt(before, now);
    long count = 0;
    long bytes = 0;
    Revocation after = null;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      List<Revocation> page;
      do {
        page =
            records
                .store()
                .attached()
                .revocations(before.authority(), before.scope(), unexpiredAt, after, PAGE);
        for (Revocation revocation : page) {
          byte[] entry =
              CertificateList.entry(revocation.serial(), revocation.at(), revocation.reason());
          out.write(entry);
          bytes += entry.length;
        }
        count += page.size();
        after = page.isEmpty() ? after : page.getLast();
      } while (page.size() == PAGE);
    }
    return new Entries(count, bytes);
  }

  /**
   * A certificate is named until it has expired and once more after that. A list of the future,
   * made before the clock was turned back, says nothing of what has expired by now.
   */
  private static Instant unexpiredAt(CrlRecord before, Instant now) {
    CrlRecord.Published last = before.last();
    if (last == null) {
      return Instant.EPOCH;
    }
    return last.generatedAt().isBefore(now) ? last.generatedAt() : now;
  }

  private void note(Authority authority, CrlScope scope, long number, long count, Instant now) {
    write(
        new Mutation.Note(
            new AuditEvent(
                now,
                AuditEvent.Kind.CRL_SIGNED,
                authority.id(),
                null,
                ACTOR,
                scope + ", number " + number + ", entries " + count)));
  }

  private Outcome write(Mutation mutation) {
    return records.committer().write(mutation, records.patience());
  }
}
