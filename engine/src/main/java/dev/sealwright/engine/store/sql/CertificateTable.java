package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import java.sql.SQLException;

/** Writes reservations, seals and closures, one at a time. Belongs to the writer's thread. */
public interface CertificateTable {
  /** False, and nothing written, when the authority has another version or the serial exists. */
  boolean reserve(Reservation reservation) throws SQLException;

  /** False, and nothing written, unless the reservation is open. */
  boolean seal(Mutation.Seal sealed) throws SQLException;

  /** False, and nothing written, unless the reservation is open. */
  boolean close(Mutation.Close closed) throws SQLException;
}
