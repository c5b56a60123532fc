package dev.sealwright.benchmarks.load;

/**
 * An access key and the region that its requests are signed for.
 *
 * @param secret never printed
 */
public record Credential(String id, String secret, String region) {
  public Credential {
    if (id.isEmpty() || secret.isEmpty() || region.isEmpty()) {
      throw new IllegalArgumentException("an access key has an ID, a secret and a region");
    }
  }

  @Override
  public String toString() {
    return "Credential[" + id + ", " + region + "]";
  }
}
