package dev.sealwright.api.config;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.hsm.yaml.Members;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Reads the accounts with their principals, policies and access keys. */
final class AccountsSection {
  private static final Pattern ID = Pattern.compile("[0-9]{12}");
  private static final Pattern ORGANIZATION = Pattern.compile("o-[a-z0-9]{10,32}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");
  private static final Pattern SERVICE = Pattern.compile("acm\\.amazonaws\\.com");
  private static final Pattern ANY = Pattern.compile("[\\x20-\\x7e]{1,4096}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final String SEALED = "sealed:";
  private static final String ENVIRONMENT = "environment:";

  private final Map<String, String> environment;
  private final Problems problems;
  private final Set<String> accounts = new HashSet<>();
  private final Set<String> arns = new HashSet<>();
  private final Map<String, Place> keys = new HashMap<>();

  AccountsSection(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  List<Account> read(Node section) {
    return each(
        Members.items(section, "accounts", problems),
        "accounts",
        (node, path) ->
            members(node, path, "id", "organization", "principals").flatMap(this::account));
  }

  /** Reads each item of a list; what cannot be read is among the problems and left out. */
  private static <T> List<T> each(
      List<Node> items, String path, BiFunction<Node, String, Optional<T>> reader) {
    List<T> read = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      reader.apply(items.get(i), path + "[" + i + "]").ifPresent(read::add);
    }
    return read;
  }

  private Optional<Account> account(Members members) {
    Optional<String> organization =
        members.optional("organization", ORGANIZATION, "an id such as o-a1b2c3d4e5");
    Optional<String> id = members.required("id", ID, "twelve digits, in quotes");
    id.filter(known -> !accounts.add(known))
        .ifPresent(known -> problems.add(members.place(), members.path("id"), "stands twice"));
    List<Account.Member> principals =
        each(
            members.list("principals"),
            members.path("principals"),
            (node, path) ->
                members(node, path, "name", "arn", "service", "policies", "accessKeys")
                    .flatMap(said -> principal(said, id, organization)));
    return id.map(known -> new Account(known, organization, principals));
  }

  private Optional<Account.Member> principal(
      Members members, Optional<String> account, Optional<String> organization) {
    Optional<String> name =
        members.required("name", NAME, "1 to 64 letters, digits and any of +=,.@_-");
    Optional<String> service = members.optional("service", SERVICE, "acm.amazonaws.com");
    List<PolicyDocument> policies = policies(members);
    if (service.isPresent() && !policies.isEmpty()) {
      problems.add(
          members.place(),
          members.path("policies"),
          "a service has none: the permissions of each CA say what it may do");
    }
    List<Account.SigningPair> pairs = pairs(members);
    if (account.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> arn = arn(members, account.get(), name.get());
    return arn.map(known ->
        new Account.Member(
            new Principal(account.get(), known, organization.orElse(null), service.orElse(null)),
            policies,
            pairs));
  }

  /** Its account is the principal's own: nobody signs under another account's name. */
  private Optional<String> arn(Members members, String account, String name) {
    Pattern form =
        Pattern.compile(
            "arn:aws[a-z-]{0,24}:(iam|sts)::"
                + account
                + ":(user|role|assumed-role|federated-user)/[A-Za-z0-9+=,.@_/-]{1,512}");
    String range = "an ARN of a user or role of account " + account;
    Optional<String> arn =
        members.node("arn").isPresent()
            ? members.optional("arn", form, range)
            : Optional.of("arn:aws:iam::" + account + ":user/" + name);
    arn.filter(known -> !arns.add(known))
        .ifPresent(known ->
            problems.add(members.place(), members.path("name"), "another principal has this ARN"));
    return arn;
  }

  private List<PolicyDocument> policies(Members members) {
    return each(
        members.list("policies"),
        members.path("policies"),
        (node, path) -> PolicyNode.read(node, path, problems));
  }

  private List<Account.SigningPair> pairs(Members members) {
    return each(
        members.list("accessKeys"),
        members.path("accessKeys"),
        (node, path) -> members(node, path, "id", "secret").flatMap(this::pair));
  }

  private Optional<Account.SigningPair> pair(Members members) {
    Optional<String> id =
        members
            .required("id", ANY, "3 to 128 letters, digits, underscores, hyphens")
            .filter(said -> usable(said, members));
    Optional<KeySecret> secret =
        members
            .required("secret", ANY, "sealed:..., environment:NAME, or the secret")
            .flatMap(said -> secret(said, members));
    return id.flatMap(
        known -> secret.map(hidden -> new Account.SigningPair(known, hidden, members.place())));
  }

  private boolean usable(String id, Members members) {
    if (!AccessKey.isId(id)) {
      problems.add(
          members.place(),
          members.path("id"),
          "expected 3 to 128 letters, digits, underscores, hyphens");
      return false;
    }
    Place earlier = keys.putIfAbsent(id, members.place());
    boolean administrators = id.equals(environment.get("AWS_ACCESS_KEY_ID"));
    if (earlier != null || administrators) {
      problems.add(
          members.place(),
          members.path("id"),
          "stands twice, first at " + (earlier == null ? "AWS_ACCESS_KEY_ID" : earlier));
    }
    return earlier == null && !administrators;
  }

  /** What is said of a secret here never repeats it. */
  private Optional<KeySecret> secret(String said, Members members) {
    String path = members.path("secret");
    if (said.startsWith(SEALED)) {
      try {
        byte[] bytes = Base64.getDecoder().decode(said.substring(SEALED.length()));
        return Optional.of(new KeySecret.Sealed(Octets.copyOf(bytes)));
      } catch (IllegalArgumentException e) {
        problems.add(members.place(), path, "expected base64 behind sealed:");
        return Optional.empty();
      }
    }
    if (said.startsWith(ENVIRONMENT)) {
      String name = said.substring(ENVIRONMENT.length());
      if (!VARIABLE.matcher(name).matches()) {
        problems.add(members.place(), path, "expected the name of a variable behind environment:");
        return Optional.empty();
      }
      String text = environment.getOrDefault(name, "");
      if (!AccessKey.isSecret(text)) {
        problems.add(
            members.place(), path, "expected 16 to 256 characters in the variable it names");
        return Optional.empty();
      }
      return Optional.of(new KeySecret.FromEnvironment(text));
    }
    if (!AccessKey.isSecret(said)) {
      problems.add(members.place(), path, "expected 16 to 256 characters");
      return Optional.empty();
    }
    return Optional.of(new KeySecret.Plain(said));
  }

  private Optional<Members> members(Node node, String path, String... known) {
    return Members.of(node, path, new TreeSet<>(List.of(known)), problems);
  }
}
