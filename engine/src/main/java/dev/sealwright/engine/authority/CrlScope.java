package dev.sealwright.engine.authority;

/**
 * Which of its authority's lists names a certificate once it is revoked: the complete one, or that
 * of a partition. It is bound to it when it is issued and never moves.
 *
 * @param partition counted from 0; -1 for the complete list
 */
public record CrlScope(int partition) implements Comparable<CrlScope> {
  public static final CrlScope COMPLETE = new CrlScope(-1);

  public CrlScope {
    if (partition < -1) {
      throw new IllegalArgumentException("partitions count from 0, not " + partition);
    }
  }

  public boolean isComplete() {
    return partition < 0;
  }

  @Override
  public int compareTo(CrlScope other) {
    return Integer.compare(partition, other.partition);
  }

  @Override
  public String toString() {
    return isComplete() ? "complete" : "partition " + partition;
  }
}
