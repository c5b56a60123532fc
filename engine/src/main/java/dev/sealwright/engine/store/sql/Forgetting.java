package dev.sealwright.engine.store.sql;

import java.util.List;

/**
 * The statements that delete what is on record of an authority, each a few rows of one table; all
 * have the id of the authority and the number of rows as parameters.
 *
 * @param ofCertificates what hangs on certificates, of the first few of them in order of serials
 * @param certificates the same certificates
 * @param ofAuthority what hangs on the authority itself
 */
public record Forgetting(
    List<String> ofCertificates, String certificates, List<String> ofAuthority) {
  public Forgetting {
    ofCertificates = List.copyOf(ofCertificates);
    ofAuthority = List.copyOf(ofAuthority);
  }
}
