package dev.sealwright.api.action;

import dev.sealwright.api.wire.CaArn;
import dev.sealwright.engine.authority.Authority;

/**
 * Which part of the AWS name space this server answers for.
 *
 * @param partition such as {@code aws}
 * @param region such as {@code us-east-1}
 */
public record Realm(String partition, String region) {
  /** The ARN under which an authority of this realm is known. */
  public CaArn arnOf(Authority authority) {
    return new CaArn(partition, region, authority.owner(), authority.id().value());
  }

  /** The ARN of an object in a bucket, as policies name it. */
  String objectArn(String bucket, String key) {
    return "arn:" + partition + ":s3:::" + bucket + "/" + key;
  }

  boolean covers(CaArn arn) {
    return partition.equals(arn.partition()) && region.equals(arn.region());
  }
}
