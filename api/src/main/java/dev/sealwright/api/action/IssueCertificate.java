package dev.sealwright.api.action;

import dev.sealwright.api.auth.CallDetails;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.rule.StateRule;
import dev.sealwright.api.shape.ApiPassthrough;
import dev.sealwright.api.shape.IssueCertificateRequest;
import dev.sealwright.api.shape.IssueCertificateResponse;
import dev.sealwright.api.shape.Validity;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.CertificateArn;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.TemplateArn;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.template.Passthrough;
import dev.sealwright.engine.template.Period;
import dev.sealwright.engine.template.PeriodType;
import dev.sealwright.engine.template.Template;
import dev.sealwright.engine.template.Templates;
import dev.sealwright.engine.x509.Serial;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Issues a certificate; the answer comes when it is durable. */
final class IssueCertificate implements Action<IssueCertificateRequest> {
  /** By its name alone, as an ARN carries it. */
  private static final String DEFAULT_TEMPLATE = "EndEntityCertificate";

  private final CaEngine engine;
  private final Authorities authorities;
  private final Realm realm;
  private final Clock clock;

  IssueCertificate(CaEngine engine, Authorities authorities, Realm realm, Clock clock) {
    this.engine = engine;
    this.authorities = authorities;
    this.realm = realm;
    this.clock = clock;
  }

  @Override
  public Record run(IssueCertificateRequest request, Caller caller) {
    TemplateArn template = template(request.templateArn());
    Authority authority =
        authorities.find(
            Operation.ISSUE_CERTIFICATE,
            CaArn.parse(request.certificateAuthorityArn()),
            caller,
            CallDetails.template(template.toString()));
    // Before anything else in the request is judged: clients wait for the state to change.
    StateRule.requireSigning(
        authority.shownStatus(clock.instant()), ofRootForItself(template, authority));
    if (!template.partition().equals(realm.partition())) {
      throw new WireException(
          ErrorName.INVALID_ARGS, "Templates of partition " + realm.partition() + " are offered");
    }
    Serial serial =
        engine.issue(
            new Order(
                authority.id(),
                request.csr(),
                Algorithms.signature(request.signingAlgorithm()),
                template.name() + "/V1",
                passthrough(template.name() + "/V1", request.apiPassthrough()),
                period(request.validity()),
                notBefore(request.validityNotBefore()),
                Claims.of(
                    Operation.ISSUE_CERTIFICATE,
                    caller.account() + " " + authority.id(),
                    request.idempotencyToken(),
                    request,
                    clock),
                caller.requester()));
    return new IssueCertificateResponse(
        new CertificateArn(realm.arnOf(authority), serial.hex()).toString());
  }

  private static boolean ofRootForItself(TemplateArn template, Authority authority) {
    return authority.settings().type() == AuthorityType.ROOT
        && Templates.named(template.name() + "/V1")
            .map(known -> known.kind() == Template.Kind.ROOT_CA)
            .orElse(false);
  }

  /** Policies see the default as if it had been named. */
  private TemplateArn template(@Nullable String arn) {
    return arn == null
        ? new TemplateArn(realm.partition(), DEFAULT_TEMPLATE)
        : TemplateArn.parse(arn);
  }

  /** Not even looked at when the template has no use for it; an unknown one the engine refuses. */
  private static Passthrough passthrough(String template, @Nullable ApiPassthrough given) {
    boolean used = Templates.named(template).map(known -> known.variety().usesCall()).orElse(false);
    return used && given != null ? Passthroughs.of(given) : Passthrough.NONE;
  }

  private static Period period(Validity validity) {
    return new Period(PeriodType.valueOf(validity.type().name()), validity.value());
  }

  private static @Nullable Period notBefore(@Nullable Validity validity) {
    return validity == null ? null : period(validity);
  }
}
