package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Signed answers, by certificate and the form in which it was asked for.
 *
 * <p>How a stale answer is kept from anybody who asks after a revocation was answered (INVARIANT
 * I10): an entry is put here <em>before</em> the record is read for its answer, and {@link #drop}
 * comes after a revocation is on record and before it is answered. So either the reading sees the
 * revocation, or the drop finds the entry; and an answer is released only after a look at {@link
 * Entry#dropped} that comes after the answer was there.
 *
 * <p>Threads: shared. The lock is held for looks into maps, never while an answer is made.
 */
final class AnswerCache {
  /** What an entry takes beside the answer in it: keys, links, the entry itself. */
  private static final long OVERHEAD = 512;

  /** One certificate has as many entries as forms of CertID: two digests, with NULL and without. */
  private record Subject(AuthorityId authority, Serial serial) {}

  /** The place of one answer. */
  static final class Entry {
    private final Octets form;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final Ticket<OcspAnswer> first = new Ticket<>();
    private volatile @Nullable OcspAnswer answer;
    private volatile boolean dropped;

    private Entry(Octets form) {
      this.form = form;
    }

    /** The answer that is there; absent until the first was made. */
    @Nullable OcspAnswer answer() {
      return answer;
    }

    /** Resolved with the first answer, or with the reason why there is none. */
    Ticket<OcspAnswer> first() {
      return first;
    }

    /** Whether its answer may not be given any more. To be asked after the answer was seen. */
    boolean dropped() {
      return dropped;
    }

    /** True for the one who is to make its answer now; others wait for him. */
    boolean claim() {
      return claimed.compareAndSet(false, true);
    }

    /** The next one may try. */
    void giveBack() {
      claimed.set(false);
    }
  }

  private final long most;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock; the eldest is the one that was asked for longest ago.
  private final LinkedHashMap<Subject, Map<Octets, Entry>> entries =
      new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param most bytes of all entries together
   */
  AnswerCache(long most) {
    this.most = most;
  }

  /**
   * The entry for a certificate, made when there is none.
   *
   * @param certificate with a serial
   */
  Entry enter(AuthorityId authority, Serial serial, CertId certificate) {
    lock.lock();
    try {
      Map<Octets, Entry> forms =
          entries.computeIfAbsent(new Subject(authority, serial), subject -> new HashMap<>(2));
      Entry known = forms.get(certificate.der());
      if (known == null) {
        known = new Entry(certificate.der());
        forms.put(known.form, known);
        bytes += size(known);
        shrink(known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** The entry if it has an answer, without making one: what nobody knows takes no place. */
  @Nullable Entry find(AuthorityId authority, Serial serial, CertId certificate) {
    lock.lock();
    try {
      Map<Octets, Entry> forms = entries.get(new Subject(authority, serial));
      return forms == null ? null : forms.get(certificate.der());
    } finally {
      lock.unlock();
    }
  }

  /** Puts a new answer into an entry, unless that was dropped; those who wait get it either way. */
  void fill(Entry entry, OcspAnswer answer) {
    lock.lock();
    try {
      if (!entry.dropped) {
        bytes -= size(entry);
        entry.answer = answer;
        bytes += size(entry);
        shrink(entry);
      }
    } finally {
      lock.unlock();
    }
    entry.first.complete(answer);
  }

  /** Forgets every answer about a certificate, and those that are being made. */
  void drop(AuthorityId authority, Serial serial) {
    lock.lock();
    try {
      Map<Octets, Entry> forms = entries.remove(new Subject(authority, serial));
      if (forms != null) {
        forget(forms);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets an entry whose answer could not be made. */
  void drop(AuthorityId authority, Serial serial, Entry entry) {
    lock.lock();
    try {
      Subject subject = new Subject(authority, serial);
      Map<Octets, Entry> forms = entries.get(subject);
      if (forms != null && forms.remove(entry.form, entry)) {
        bytes -= size(entry);
        if (forms.isEmpty()) {
          entries.remove(subject);
        }
      }
      entry.dropped = true;
    } finally {
      lock.unlock();
    }
  }

  void dropAll() {
    lock.lock();
    try {
      List<Map<Octets, Entry>> all = new ArrayList<>(entries.values());
      entries.clear();
      all.forEach(this::forget);
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes room. What is put out is marked as dropped: a revocation would not find it any more. What
   * is still being made stays, for there is no more of that than there are threads.
   */
  private void shrink(Entry spared) {
    Iterator<Map<Octets, Entry>> eldest = entries.values().iterator();
    while (bytes > most && eldest.hasNext()) {
      Map<Octets, Entry> forms = eldest.next();
      if (forms.values().stream().allMatch(entry -> entry.answer != null && entry != spared)) {
        eldest.remove();
        forget(forms);
      }
    }
  }

  private void forget(Map<Octets, Entry> forms) {
    for (Entry entry : forms.values()) {
      bytes -= size(entry);
      entry.dropped = true;
    }
  }

  private static long size(Entry entry) {
    OcspAnswer answer = entry.answer;
    return OVERHEAD + entry.form.length() + (answer == null ? 0 : answer.response().length());
  }
}
