package dev.sealwright.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.authority.Permission;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The decision as a table: whose CA, what the caller's policies say, what the CA's policy says. */
class AuthorizerTest {
  private static final String OWNER = "111111111111";
  private static final String GUEST = "222222222222";
  private static final String GUILD = "o-a1b2c3d4e5";
  private static final CaArn CA =
      CaArn.parse(
          "arn:aws:acm-pca:us-east-1:111111111111:certificate-authority"
              + "/11223344-1234-1122-2233-112233445566");
  private static final String OTHER_CA = CA.toString().replace("5566", "5567");
  private static final Authorizer AUTHORIZER =
      new Authorizer(
          "us-east-1", Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC));

  private static final Map<String, String> IDENTITIES =
      Map.ofEntries(
          identity("everything", "Allow", "acm-pca:*", "*", ""),
          identity("this", "Allow", "acm-pca:*", CA.toString(), ""),
          identity("another", "Allow", "acm-pca:*", OTHER_CA, ""),
          identity(
              "capitals", "Allow", "acm-pca:*", CA.toString().replace("us-east", "US-EAST"), ""),
          identity("prefix", "Allow", "acm-pca:*", CA.toString().replace("5566", ""), ""),
          identity("account", "Allow", "ACM-PCA:*", "arn:*:acm-pca:*:111111111111:*", ""),
          identity("guests", "Allow", "acm-pca:*", "arn:aws:acm-pca:*:222222222222:*", ""),
          identity("reading", "Allow", "acm-pca:Get*", "*", ""),
          identity("deny", "Deny", "acm-pca:*", "*", ""),
          identity("denyIssue", "Deny", "acm-pca:issuecertificate", "*", ""),
          identity("denyOther", "Deny", "acm-pca:*", OTHER_CA, ""),
          identity(
              "denyGuild",
              "Deny",
              "*",
              "*",
              "'StringEquals':{'aws:PrincipalOrgID':'o-a1b2c3d4e5'}"),
          identity(
              "denyNoGuild",
              "Deny",
              "*",
              "*",
              "'StringNotEquals':{'aws:PrincipalOrgID':'o-a1b2c3d4e5'}"),
          identity(
              "denyNoMfa",
              "Deny",
              "*",
              "*",
              "'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'}"),
          identity(
              "denyOtherRegion",
              "Deny",
              "*",
              "*",
              "'StringNotEquals':{'aws:RequestedRegion':'us-east-1'}"),
          identity(
              "leaf",
              "Allow",
              "acm-pca:IssueCertificate",
              "*",
              "'StringEquals':{'acm-pca:TemplateArn':'arn:aws:acm-pca:::template/EndEntityCertificate/V1'}"),
          identity(
              "anyLeaf",
              "Allow",
              "acm-pca:IssueCertificate",
              "*",
              "'ArnLike':{'acm-pca:TemplateArn':'arn:aws:acm-pca:::template/EndEntity*/V1'}"),
          identity(
              "noRoot",
              "Deny",
              "acm-pca:IssueCertificate",
              "*",
              "'StringLike':{'acm-pca:TemplateArn':'*CACertificate*'}"),
          identity(
              "team", "Allow", "acm-pca:*", "*", "'StringEquals':{'aws:ResourceTag/Team':'pki'}"),
          identity(
              "teamAnyCase",
              "Allow",
              "acm-pca:*",
              "*",
              "'StringEquals':{'aws:resourcetag/TEAM':'pki'}"),
          identity(
              "notTeam",
              "Allow",
              "acm-pca:*",
              "*",
              "'StringNotEquals':{'aws:ResourceTag/Team':'pki'}"),
          identity("cost", "Allow", "acm-pca:*", "*", "'StringLike':{'aws:ResourceTag/cost':'*'}"),
          identity(
              "costIfAny",
              "Allow",
              "acm-pca:*",
              "*",
              "'StringLikeIfExists':{'aws:ResourceTag/cost':'1?'}"),
          identity("noCost", "Allow", "acm-pca:*", "*", "'Null':{'aws:ResourceTag/cost':'true'}"),
          identity(
              "tagKeys",
              "Allow",
              "acm-pca:Tag*",
              "*",
              "'ForAllValues:StringEquals':{'aws:TagKeys':['Team','cost']}"),
          identity(
              "oneTagKey",
              "Allow",
              "acm-pca:Tag*",
              "*",
              "'ForAnyValue:StringLike':{'aws:TagKeys':'c?st'}"),
          identity(
              "tagValue",
              "Allow",
              "acm-pca:Tag*",
              "*",
              "'StringEquals':{'aws:RequestTag/Team':['pki','ops']}"),
          identity(
              "office",
              "Allow",
              "acm-pca:*",
              "*",
              "'IpAddress':{'aws:SourceIp':['192.0.2.0/24','2001:db8::/32']}"),
          identity(
              "notOffice",
              "Allow",
              "acm-pca:*",
              "*",
              "'NotIpAddress':{'aws:SourceIp':'192.0.2.0/25'}"),
          identity(
              "expired",
              "Allow",
              "acm-pca:*",
              "*",
              "'DateLessThan':{'aws:CurrentTime':'2026-11-25T11:59:59Z'}"),
          identity(
              "valid",
              "Allow",
              "acm-pca:*",
              "*",
              "'DateLessThanEquals':{'aws:EpochTime':1795608000}"),
          identity(
              "twoKeys",
              "Allow",
              "acm-pca:*",
              "*",
              "'StringEquals':{'aws:PrincipalAccount':'222222222222','aws:ResourceAccount':'111111111111'}"),
          identity(
              "twoOperators",
              "Allow",
              "acm-pca:*",
              "*",
              "'StringEquals':{'aws:PrincipalAccount':'222222222222'},'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:user/ad*'}"),
          Map.entry("none", ""),
          Map.entry(
              "notAction", statement("Allow", "'NotAction':'acm-pca:Delete*','Resource':'*'")),
          Map.entry("notThis", statement("Allow", "'Action':'*','NotResource':'" + CA + "'")),
          Map.entry(
              "notOther", statement("Allow", "'Action':'*','NotResource':'" + OTHER_CA + "'")));

  private static final Map<String, String> RESOURCES =
      Map.of(
          "none", "",
          "account", shared("{'AWS':['222222222222','111111111111']}", ""),
          "root", shared("{'AWS':'arn:aws:iam::222222222222:root'}", ""),
          "principal",
              shared(
                  "{'AWS':['arn:aws:iam::222222222222:user/ada','arn:aws:iam::111111111111:user/ada']}",
                  ""),
          "somebody", shared("{'AWS':'arn:aws:iam::222222222222:user/Ada'}", ""),
          "guild", shared("'*'", "'StringEquals':{'aws:PrincipalOrgID':'o-a1b2c3d4e5'}"),
          "guests",
              shared(
                  "'*'",
                  "'StringEquals':{'aws:PrincipalOrgID':'o-a1b2c3d4e5'},'StringNotEquals':{'aws:PrincipalAccount':'111111111111'}"),
          "leaf",
              shared(
                  "{'AWS':'222222222222'}",
                  "'ArnLike':{'acm-pca:TemplateArn':'arn:aws:acm-pca:::template/EndEntity*/V1'}"),
          "deny",
              statement(
                  "Deny",
                  "'Principal':{'AWS':['222222222222','111111111111']},'Action':'*','Resource':'*'"),
          "denyAndAllow",
              "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'},"
                  + "{'Effect':'Deny','Principal':{'AWS':'222222222222'},'Action':'acm-pca:Issue*','Resource':'*'}]}");

  // Columns: whose CA it is to the caller, identity policies, policy of the CA, operation.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Three words of the identity, five of the resource, in one account and across two.
          own   | none            | none         | ISSUE_CERTIFICATE | false
          own   | none            | account      | ISSUE_CERTIFICATE | false
          own   | none            | principal    | ISSUE_CERTIFICATE | true
          own   | none            | guild        | ISSUE_CERTIFICATE | true
          own   | none            | deny         | ISSUE_CERTIFICATE | false
          own   | everything      | none         | ISSUE_CERTIFICATE | true
          own   | everything      | account      | ISSUE_CERTIFICATE | true
          own   | everything      | principal    | ISSUE_CERTIFICATE | true
          own   | everything      | guild        | ISSUE_CERTIFICATE | true
          own   | everything      | deny         | ISSUE_CERTIFICATE | false
          own   | everything deny | none         | ISSUE_CERTIFICATE | false
          own   | everything deny | account      | ISSUE_CERTIFICATE | false
          own   | deny            | principal    | ISSUE_CERTIFICATE | false
          own   | deny            | guild        | ISSUE_CERTIFICATE | false
          own   | deny            | deny         | ISSUE_CERTIFICATE | false
          other | none            | none         | ISSUE_CERTIFICATE | false
          other | none            | account      | ISSUE_CERTIFICATE | false
          other | none            | principal    | ISSUE_CERTIFICATE | false
          other | none            | guild        | ISSUE_CERTIFICATE | false
          other | none            | deny         | ISSUE_CERTIFICATE | false
          other | everything      | none         | ISSUE_CERTIFICATE | false
          other | everything      | account      | ISSUE_CERTIFICATE | true
          other | everything      | root         | ISSUE_CERTIFICATE | true
          other | everything      | principal    | ISSUE_CERTIFICATE | true
          other | everything      | guild        | ISSUE_CERTIFICATE | true
          other | everything      | deny         | ISSUE_CERTIFICATE | false
          other | everything      | denyAndAllow | ISSUE_CERTIFICATE | false
          other | everything      | denyAndAllow | GET_CERTIFICATE   | true
          other | everything deny | account      | ISSUE_CERTIFICATE | false
          other | everything deny | principal    | ISSUE_CERTIFICATE | false
          other | everything deny | guild        | ISSUE_CERTIFICATE | false
          # Who is meant.
          other | everything      | somebody     | ISSUE_CERTIFICATE | false
          other | everything      | guests       | ISSUE_CERTIFICATE | true
          own   | none            | guests       | ISSUE_CERTIFICATE | false
          alien | everything      | account      | ISSUE_CERTIFICATE | false
          alien | everything      | guild        | ISSUE_CERTIFICATE | false
          alien | everything      | guests       | ISSUE_CERTIFICATE | false
          alien | everything      | none         | ISSUE_CERTIFICATE | false
          # What the identity's resources cover.
          own   | this            | none         | GET_CERTIFICATE   | true
          own   | another         | none         | GET_CERTIFICATE   | false
          own   | capitals        | none         | GET_CERTIFICATE   | false
          own   | prefix          | none         | GET_CERTIFICATE   | false
          own   | account         | none         | GET_CERTIFICATE   | true
          own   | guests          | none         | GET_CERTIFICATE   | false
          other | guests          | account      | GET_CERTIFICATE   | false
          other | this            | account      | GET_CERTIFICATE   | true
          other | another         | account      | GET_CERTIFICATE   | false
          own   | notThis         | none         | GET_CERTIFICATE   | false
          own   | notOther        | none         | GET_CERTIFICATE   | true
          own   | notAction       | none         | GET_CERTIFICATE   | true
          own   | notAction       | none         | DELETE_POLICY     | false
          own   | reading         | none         | GET_CERTIFICATE   | true
          own   | reading         | none         | ISSUE_CERTIFICATE | false
          other | reading         | account      | GET_CERTIFICATE   | true
          other | reading         | account      | ISSUE_CERTIFICATE | false
          # What denies.
          own   | everything denyIssue       | none    | ISSUE_CERTIFICATE | false
          own   | everything denyIssue       | none    | GET_CERTIFICATE   | true
          own   | denyIssue everything       | none    | ISSUE_CERTIFICATE | false
          own   | everything denyOther       | none    | ISSUE_CERTIFICATE | true
          other | everything denyGuild       | account | GET_CERTIFICATE   | false
          alien | everything denyGuild       | account | GET_CERTIFICATE   | false
          own   | everything denyNoGuild     | none    | GET_CERTIFICATE   | true
          own   | everything denyNoMfa       | none    | GET_CERTIFICATE   | false
          own   | everything denyOtherRegion | none    | GET_CERTIFICATE   | true
          # What stays with the owner whatever is granted.
          other | everything | denyAndAllow | PUT_POLICY                      | false
          other | everything | denyAndAllow | GET_POLICY                      | false
          other | everything | denyAndAllow | DELETE_CERTIFICATE_AUTHORITY    | false
          other | everything | denyAndAllow | GET_CERTIFICATE_AUTHORITY_CSR   | false
          other | everything | denyAndAllow | CREATE_PERMISSION               | false
          other | everything | denyAndAllow | TAG_CERTIFICATE_AUTHORITY       | false
          own   | everything | none         | PUT_POLICY                      | true
          # Conditions.
          other | twoKeys      | account | GET_CERTIFICATE | true
          own   | twoKeys      | none    | GET_CERTIFICATE | false
          other | twoOperators | account | GET_CERTIFICATE | true
          own   | twoOperators | none    | GET_CERTIFICATE | false
          own   | expired      | none    | GET_CERTIFICATE | false
          own   | valid        | none    | GET_CERTIFICATE | true
          own   | team         | none    | GET_CERTIFICATE | true
          own   | teamAnyCase  | none    | GET_CERTIFICATE | true
          own   | notTeam      | none    | GET_CERTIFICATE | false
          own   | cost         | none    | GET_CERTIFICATE | false
          own   | costIfAny    | none    | GET_CERTIFICATE | true
          own   | noCost       | none    | GET_CERTIFICATE | true
          own   | office       | none    | GET_CERTIFICATE | true
          own   | notOffice    | none    | GET_CERTIFICATE | false
          """)
  void decides(
      String whose, String identity, String resource, Operation operation, boolean allowed) {
    assertThat(
            AUTHORIZER.allows(
                operation, caller(whose, identity), CA, holding(resource), CallDetails.NONE))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          own   | leaf              | none | EndEntityCertificate             | true
          own   | leaf              | none | EndEntityClientAuthCertificate   | false
          own   | leaf              | none | endentitycertificate             | false
          own   | anyLeaf           | none | EndEntityClientAuthCertificate   | true
          own   | anyLeaf           | none | RootCACertificate                | false
          own   | everything noRoot | none | SubordinateCACertificate_PathLen0 | false
          own   | everything noRoot | none | EndEntityCertificate             | true
          other | everything        | leaf | EndEntityCertificate             | true
          other | everything        | leaf | RootCACertificate                | false
          other | leaf              | leaf | EndEntityClientAuthCertificate   | false
          """)
  void decidesByTemplate(
      String whose, String identity, String resource, String template, boolean allowed) {
    assertThat(
            AUTHORIZER.allows(
                Operation.ISSUE_CERTIFICATE,
                caller(whose, identity),
                CA,
                holding(resource),
                CallDetails.template("arn:aws:acm-pca:::template/" + template + "/V1")))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tagKeys   | Team=x        | true
          tagKeys   | Team=x,cost=1 | true
          tagKeys   | team=x        | false
          tagKeys   | Team=x,b=1    | false
          oneTagKey | b=1,cost=1    | true
          oneTagKey | b=1           | false
          tagValue  | Team=pki      | true
          tagValue  | team=ops      | true
          tagValue  | Team=dev      | false
          tagValue  | b=pki         | false
          """)
  void decidesByTheTagsOfTheRequest(String identity, String tags, boolean allowed) {
    Map<String, String> byKey = new TreeMap<>();
    for (String tag : tags.split(",", -1)) {
      String[] parts = tag.split("=", 2);
      byKey.put(parts[0], parts[1]);
    }
    assertThat(
            AUTHORIZER.allows(
                Operation.TAG_CERTIFICATE_AUTHORITY,
                caller("own", identity),
                CA,
                Holding.NOTHING,
                CallDetails.tags(byKey)))
        .isEqualTo(allowed);
  }

  @Test
  void strangersReadTheSameWordsWhateverIsThere() {
    Caller stranger = caller("alien", "everything");
    assertThat(refusal(stranger, Holding.NOTHING)).isEqualTo(refusal(stranger, holding("account")));
    assertThat(refusal(stranger, Holding.NOTHING))
        .contains(stranger.arn(), "acm-pca:GetCertificate", CA.toString());
  }

  private static String refusal(Caller caller, Holding holding) {
    try {
      AUTHORIZER.require(Operation.GET_CERTIFICATE, caller, CA, holding, CallDetails.NONE);
      throw new AssertionError("was allowed");
    } catch (WireException e) {
      assertThat(e.error()).isEqualTo(ErrorName.ACCESS_DENIED);
      return String.valueOf(e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void aServiceHasItsPermissionsAndNothingElse(Operation operation) {
    Permission permission =
        new Permission(
            "acm.amazonaws.com",
            OWNER,
            EnumSet.of(Permission.Action.ISSUE_CERTIFICATE, Permission.Action.GET_CERTIFICATE),
            Instant.EPOCH);
    Set<Operation> permitted = EnumSet.of(Operation.ISSUE_CERTIFICATE, Operation.GET_CERTIFICATE);
    assertThat(service(operation, OWNER, "acm.amazonaws.com", permission))
        .isEqualTo(permitted.contains(operation));
    assertThat(service(operation, GUEST, "acm.amazonaws.com", permission)).isFalse();
    assertThat(service(operation, OWNER, "ACM.amazonaws.com", permission)).isFalse();
    assertThat(service(operation, OWNER, "acm.amazonaws.com", null)).isFalse();
  }

  @Test
  void aServiceListsNothing() {
    Caller service =
        new Caller(
            new Principal(OWNER, "arn:aws:iam::111111111111:role/acm", null, "acm.amazonaws.com"),
            List.of(PolicyDocument.ADMINISTRATOR),
            null);
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() ->
            AUTHORIZER.require(Operation.LIST_CERTIFICATE_AUTHORITIES, service, CallDetails.NONE));
  }

  private static boolean service(
      Operation operation, String account, String name, @Nullable Permission permission) {
    Caller caller =
        new Caller(
            new Principal(account, "arn:aws:iam::" + account + ":role/acm", GUILD, name),
            List.of(PolicyDocument.ADMINISTRATOR),
            null);
    return AUTHORIZER.allows(
        operation,
        caller,
        CA,
        new Held(
            Optional.of(PolicyDocument.parse(json(RESOURCES.getOrDefault("guild", "")))),
            permission == null ? List.of() : List.of(permission)),
        CallDetails.NONE);
  }

  private record Held(Optional<PolicyDocument> policy, List<Permission> permissions)
      implements Holding {
    @Override
    public Map<String, String> tags() {
      return Map.of("Team", "pki");
    }
  }

  private static Holding holding(String name) {
    String text = RESOURCES.getOrDefault(name, "?");
    return new Held(
        text.isEmpty() ? Optional.empty() : Optional.of(PolicyDocument.parse(json(text))),
        List.of());
  }

  /** {@code own}: of the owner, in the guild; {@code other}: so too but another; or an alien. */
  private static Caller caller(String whose, String identity) {
    String account =
        switch (whose) {
          case "own" -> OWNER;
          case "other" -> GUEST;
          default -> "333333333333";
        };
    List<PolicyDocument> policies =
        List.of(identity.split(" ", -1)).stream()
            .map(name -> IDENTITIES.getOrDefault(name, "?"))
            .filter(text -> !text.isEmpty())
            .map(text -> PolicyDocument.parseIdentity(json(text)))
            .toList();
    return new Caller(
        new Principal(
            account,
            "arn:aws:iam::" + account + ":user/ada",
            whose.equals("alien") ? "o-zzzzzzzzzz" : GUILD,
            null),
        policies,
        "192.0.2.77");
  }

  private static Map.Entry<String, String> identity(
      String name, String effect, String action, String resource, String condition) {
    return Map.entry(
        name,
        statement(
            effect,
            "'Action':'%s','Resource':'%s','Condition':{%s}"
                .formatted(action, resource, condition)));
  }

  private static String shared(String principal, String condition) {
    return statement(
        "Allow",
        "'Principal':%s,'Action':['acm-pca:GetCertificate','acm-pca:IssueCertificate'],'Resource':'%s','Condition':{%s}"
            .formatted(principal, CA, condition));
  }

  private static String statement(String effect, String rest) {
    return "{'Version':'2012-10-17','Statement':[{'Effect':'" + effect + "'," + rest + "}]}";
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
