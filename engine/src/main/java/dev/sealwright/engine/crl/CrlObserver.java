package dev.sealwright.engine.crl;

import dev.sealwright.engine.authority.AuthorityId;

/**
 * Hears of every list that was made, and of every attempt that failed.
 *
 * <p>Threads: told by those that make lists, by several at once; it must not block, and what it
 * throws is logged.
 */
public interface CrlObserver {
  /** Listens to nothing. */
  CrlObserver NOBODY =
      new CrlObserver() {
        @Override
        public void published(AuthorityId authority, String uri) {}

        @Override
        public void failed(AuthorityId authority, String uri, Reason reason) {}
      };

  /** Where an attempt ended. */
  enum Reason {
    /** The bucket is not there or refused the list. */
    BUCKET,
    /** It was generated, and then something of ours failed. */
    WRITING,
    /** It was not generated: no token that signs, or no record that can be read or written. */
    GENERATING
  }

  /**
   * A list is in its bucket, in place of the one before.
   *
   * @param uri under which readers fetch it, which certificates that are bound to it name too
   */
  void published(AuthorityId authority, String uri);

  /** The list before stays where it is; another attempt follows by itself. */
  void failed(AuthorityId authority, String uri, Reason reason);
}
