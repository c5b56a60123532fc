package dev.sealwright.benchmarks.crash;

/** An order, and the ARN that the server answered it with. */
record Acknowledged(Order order, String arn) {
  /** 32 hexadecimal digits. */
  String serial() {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /** The ARN of the CA. */
  String authority() {
    return arn.substring(0, arn.indexOf("/certificate/"));
  }
}
