package dev.sealwright.api.action;

import dev.sealwright.api.auth.Authorizer;
import dev.sealwright.api.auth.CallDetails;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.CertificateAuthorityConfiguration;
import dev.sealwright.api.shape.CertificateAuthorityUsageMode;
import dev.sealwright.api.shape.CreateCertificateAuthorityRequest;
import dev.sealwright.api.shape.CreateCertificateAuthorityResponse;
import dev.sealwright.api.shape.KeyStorageSecurityStandard;
import dev.sealwright.api.shape.Tag;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.StoredForm;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.authority.UsageMode;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates a CA; its key and CSR are made behind the answer. */
final class CreateCertificateAuthority implements Action<CreateCertificateAuthorityRequest> {
  private final CaEngine engine;
  private final Realm realm;
  private final Clock clock;
  private final Authorizer authorizer;
  private final Revocations revocations;

  CreateCertificateAuthority(
      CaEngine engine, Realm realm, Clock clock, Authorizer authorizer, Revocations revocations) {
    this.engine = engine;
    this.realm = realm;
    this.clock = clock;
    this.authorizer = authorizer;
    this.revocations = revocations;
  }

  @Override
  public Record run(CreateCertificateAuthorityRequest request, Caller caller) {
    authorize(request, caller);
    KeyStorageSecurityStandard standard =
        Objects.requireNonNullElse(
            request.keyStorageSecurityStandard(),
            KeyStorageSecurityStandard.FIPS_140_2_LEVEL_3_OR_HIGHER);
    CertificateAuthorityConfiguration configuration = request.certificateAuthorityConfiguration();
    AuthoritySettings settings =
        new AuthoritySettings(
            switch (request.certificateAuthorityType()) {
              case ROOT -> AuthorityType.ROOT;
              case SUBORDINATE -> AuthorityType.SUBORDINATE;
            },
            Algorithms.keySpec(configuration.keyAlgorithm()),
            Algorithms.signature(configuration.signingAlgorithm()),
            Subjects.name(configuration.subject()),
            usageMode(request.usageMode()),
            StorageStandards.of(standard),
            new StoredForm(configuration, standard).annotation(),
            CsrExtensionList.of(configuration.csrExtensions()));
    Tags tags = tags(request.tags());
    RevocationSettings revocation =
        // Any id stands for the one that is still to be drawn.
        revocations.over(
            new AuthorityId(UUID.randomUUID()),
            RevocationSettings.NONE,
            request.revocationConfiguration(),
            caller);
    AuthorityId id =
        engine.create(
            caller.account(),
            settings,
            revocation,
            tags,
            Claims.of(
                Operation.CREATE_CERTIFICATE_AUTHORITY,
                caller.account(),
                request.idempotencyToken(),
                request,
                clock),
            caller.arn());
    return new CreateCertificateAuthorityResponse(
        new CaArn(realm.partition(), realm.region(), caller.account(), id.value()).toString());
  }

  /** To bring tags is to tag: it takes that right too, on whatever CA comes of it. */
  private void authorize(CreateCertificateAuthorityRequest request, Caller caller) {
    CallDetails details = TagList.details(request.tags());
    authorizer.require(Operation.CREATE_CERTIFICATE_AUTHORITY, caller, details);
    if (request.tags() != null) {
      String any =
          "arn:%s:acm-pca:%s:%s:certificate-authority/*"
              .formatted(realm.partition(), realm.region(), caller.account());
      authorizer.requireIdentity(Operation.TAG_CERTIFICATE_AUTHORITY, caller, any, details);
    }
  }

  private static Tags tags(@Nullable List<Tag> asked) {
    return asked == null ? Tags.NONE : Tags.of(TagList.read(asked));
  }

  private static UsageMode usageMode(@Nullable CertificateAuthorityUsageMode mode) {
    return switch (Objects.requireNonNullElse(
        mode, CertificateAuthorityUsageMode.GENERAL_PURPOSE)) {
      case GENERAL_PURPOSE -> UsageMode.GENERAL_PURPOSE;
      case SHORT_LIVED_CERTIFICATE -> UsageMode.SHORT_LIVED_CERTIFICATE;
    };
  }
}
