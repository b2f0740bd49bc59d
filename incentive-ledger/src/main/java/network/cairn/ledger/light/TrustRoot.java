package network.cairn.ledger.light;

import java.util.Optional;
import network.cairn.ledger.chain.Validators;

/// What a user trusts of a chain before any server is asked. Immutable.
///
/// @param validators those of the trusted header; without one those of every header from the first
///   on, until another set was followed
/// @param header the trusted header, if there is one: nothing but what follows from it is believed
public record TrustRoot(String chainId, Validators validators, Optional<Mark> header) {
  /// Trusts a set at whatever height.
  public TrustRoot(String chainId, Validators validators) {
    this(chainId, validators, Optional.empty());
  }

  /// Whether a header's set is trusted by itself, without end.
  boolean isPinned(LightHeader candidate) {
    return header.isEmpty() && candidate.validators().equals(validators);
  }
}
