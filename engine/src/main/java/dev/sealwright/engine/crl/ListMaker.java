package dev.sealwright.engine.crl;

import dev.sealwright.engine.attach.Change;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.CertificateList;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes lists: takes a number, writes the entries to a file page by page, puts the rest of the list
 * around them, signs its digest. However many entries there are, a page of them is in memory.
 *
 * <p>The pages are queries of their own, so that no long read keeps the store from tidying up. That
 * makes a list no less complete: revocations are only ever added, and how many there are is read
 * before the first page.
 *
 * <p>Threads: the one that makes lists.
 */
final class ListMaker {
  /** A few megabytes. */
  private static final int PAGE = 10_000;

  /** A list is valid before it was made, for readers whose clocks are behind. */
  private static final Duration BACKDATED = Duration.ofMinutes(60);

  /** Of a list that ML-DSA takes whole: some 300,000 entries. */
  private static final int MOST_WHOLE = 16 << 20;

  private static final String ACTOR = "engine";

  private final Change records;
  private final Map<String, Replicas> lanes;
  private final Scratch scratch;

  private record Entries(long count, long bytes) {}

  /**
   * @param lanes by vault name
   */
  ListMaker(Change records, Map<String, Replicas> lanes, Scratch scratch) {
    this.records = records;
    this.lanes = Map.copyOf(lanes);
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
      Entries entries = writeEntries(before, file);
      CertificateList.Frame tbs = list.around(entries.bytes());
      Octets signature = sign(authority, list.algorithm(), tbs, file);
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

  /** A certificate is named until it has expired and once more after that. */
  private Entries writeEntries(CrlRecord before, Path file) throws IOException {
    CrlRecord.Published last = before.last();
    Instant unexpiredAt = last == null ? Instant.EPOCH : last.generatedAt();
    long count = 0;
    long bytes = 0;
    Serial after = null;
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
        after = page.isEmpty() ? after : page.getLast().serial();
      } while (page.size() == PAGE);
    }
    return new Entries(count, bytes);
  }

  private Octets sign(
      Authority authority, SignatureAlgorithm algorithm, CertificateList.Frame tbs, Path file)
      throws IOException {
    SigningKey key = authority.signingKey();
    Replicas vault = lanes.get(key.vault());
    if (vault == null) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "vault " + key.vault() + " of the CA key is not configured");
    }
    ListSigning signing =
        new ListSigning(authority.id(), key, algorithm, input(algorithm, tbs, file));
    vault.put(signing);
    return signing.ticket().await(records.patience());
  }

  /** What the vault is given: the digest, or for ML-DSA the signed content itself. */
  private static Octets input(SignatureAlgorithm algorithm, CertificateList.Frame tbs, Path file)
      throws IOException {
    if (algorithm.digest() == SignatureAlgorithm.Digest.NONE) {
      if (tbs.length() > MOST_WHOLE) {
        throw new CaException(
            Failure.INTERNAL,
            "a list of "
                + tbs.length()
                + " bytes is too long for "
                + algorithm
                + ", which takes it whole; such a CA needs partitioned lists");
      }
      ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.toIntExact(tbs.length()));
      write(tbs, file, whole);
      return Octets.copyOf(whole.toByteArray());
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm.digest().jcaName());
      write(tbs, file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return Octets.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new CaException(Failure.INTERNAL, "the JDK lost " + algorithm.digest(), e);
    }
  }

  private static void write(CertificateList.Frame tbs, Path file, OutputStream out)
      throws IOException {
    out.write(tbs.before().toArray());
    Files.copy(file, out);
    out.write(tbs.after().toArray());
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
