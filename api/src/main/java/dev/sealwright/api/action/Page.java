package dev.sealwright.api.action;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a short list that is read whole, such as the tags of one CA.
 *
 * @param items in order of their names
 * @param next token of the page that follows; absent on the last
 */
record Page<T>(List<T> items, @Nullable String next) {
  /** As many as the model lets a caller ask for. */
  private static final int MOST = 1000;

  /**
   * Cuts the page a caller asks for; a place is the name of the item before it, so it stands even
   * when items come and go.
   *
   * @param all in order of their names
   * @param refusal the error of a token that is not of this listing
   */
  static <T> Page<T> of(
      List<T> all,
      Function<T, String> name,
      PageTokens tokens,
      PageTokens.Listing listing,
      Asked asked,
      ErrorName refusal) {
    String token = asked.token();
    List<T> left = all;
    if (token != null) {
      byte[] place = tokens.open(listing, token).orElseThrow(() -> notOurs(refusal));
      String after = new String(place, StandardCharsets.UTF_8);
      left = all.stream().filter(item -> name.apply(item).compareTo(after) > 0).toList();
    }
    int most = Objects.requireNonNullElse(asked.most(), MOST);
    if (left.size() <= most) {
      return new Page<>(left, null);
    }
    List<T> items = left.subList(0, most);
    String next =
        tokens.seal(listing, name.apply(items.getLast()).getBytes(StandardCharsets.UTF_8));
    return new Page<>(items, next);
  }

  static WireException notOurs(ErrorName refusal) {
    return new WireException(refusal, "NextToken is not one that this listing gave to the caller");
  }

  /**
   * What the request says of pages.
   *
   * @param most MaxResults
   * @param token NextToken
   */
  record Asked(@Nullable Integer most, @Nullable String token) {}
}
