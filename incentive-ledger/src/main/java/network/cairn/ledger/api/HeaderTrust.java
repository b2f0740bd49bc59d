package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.chain.CommitCheck;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.state.Ics23;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;

/// What a network file makes believable: headers that its validators signed, and values proved
/// under them. Immutable and thread-safe.
final class HeaderTrust {
  private final NetworkFile network;
  private final Ics23 proofs = Ics23.ofState();

  HeaderTrust(NetworkFile network) {
    this.network = network;
  }

  NetworkFile network() {
    return network;
  }

  /// Why a header is not to be believed; empty if it is.
  Optional<String> fault(LightBlock block) {
    SignedHeader signed = block.getSignedHeader();
    Header header = signed.getHeader();
    Optional<String> form = LightVerifier.fault(network.chainId(), signed);
    if (form.isPresent()) {
      return form;
    }
    if (!header.getValidatorsHash().equals(network.validators().hash())) {
      return Optional.of(
          "the header is of other validators than the network file's; get a newer network file");
    }
    CommitCheck.Verdict verdict =
        new CommitCheck(network.chainId(), network.validators())
            .light(signed.getCommit().getBlockId(), header.getHeight(), signed.getCommit());
    return verdict == CommitCheck.Verdict.ENOUGH
        ? Optional.empty()
        : Optional.of("the header is not signed by two thirds of the network file's validators");
  }

  /// Whether a header's root proves that a key has a value, or none.
  boolean proves(Header header, ByteString key, Optional<ByteString> value, ByteString proof) {
    byte[] root = header.getAppHash().toByteArray();
    byte[] name = key.toByteArray();
    byte[] bytes = proof.toByteArray();
    return value.isPresent()
        ? proofs.isPresent(root, name, value.get().toByteArray(), bytes)
        : proofs.isAbsent(root, name, bytes);
  }
}
