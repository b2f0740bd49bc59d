package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.Handover;
import network.cairn.ledger.light.LightHeader;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.light.Move;
import network.cairn.ledger.light.TrustRoot;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.Receipt;

/// The hand-overs of a receipt: how they are checked, found and added.
final class ReceiptWays {
  private ReceiptWays() {}

  /// The header of a receipt, if its hand-overs lead to it.
  ///
  /// @throws InvalidReceipt if they do not
  static Header header(NetworkFile network, Receipt receipt) {
    TrustRoot root = network.root();
    if (receipt.getHandoversCount() > Handover.MOST) {
      throw new InvalidReceipt("it has more than " + Handover.MOST + " hand-overs");
    }
    List<LightHeader> way = new ArrayList<>();
    for (LightBlock block : receipt.getHandoversList()) {
      way.add(carried(root, block));
    }
    way.add(carried(root, receipt.getNext()));
    Handover.fault(root, founders(network, receipt.getGenesis()), way)
        .ifPresent(fault -> {
          throw new InvalidReceipt(fault);
        });
    return way.getLast().header();
  }

  /// Who made the blocks of a chain before it was moved: the one validator of a genesis without
  /// staking, which the network file knows by its hash.
  ///
  /// @param genesis empty bytes for none
  /// @throws InvalidReceipt if it is another genesis
  private static Optional<Validators> founders(NetworkFile network, ByteString genesis) {
    if (genesis.isEmpty()) {
      return Optional.empty();
    }
    if (!ByteString.copyFrom(Sha256.of(genesis.toByteArray())).equals(network.genesisHash())) {
      throw new InvalidReceipt("the genesis that it carries is not the network file's");
    }
    try {
      return Optional.of(Genesis.decode(genesis))
          .filter(first -> first.params().staking().isEmpty() && first.validators().size() == 1)
          .map(ValidatorSets::ofGenesis);
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidReceipt("the genesis that it carries is none: " + e.getMessage());
    }
  }

  /// A header at whatever time: who checks a receipt asks no clock.
  private static LightHeader carried(TrustRoot root, LightBlock block) {
    return switch (LightHeader.read(block, root, Instant.MAX)) {
      case LightHeader.Read.Good(LightHeader header) -> header;
      case LightHeader.Read.Bad(String why) -> throw new InvalidReceipt(why);
    };
  }

  /// The receipt with the hand-overs that it needs under a network file.
  ///
  /// @throws UntrustedAnswer if the source shows no way
  static Receipt add(
      NetworkFile network,
      Receipt receipt,
      LongFunction<Optional<LightBlock>> source,
      Supplier<Optional<ByteString>> genesis) {
    TrustRoot root = network.root();
    Header header = receipt.getNext().getSignedHeader().getHeader();
    Receipt.Builder bare = receipt.toBuilder().clearHandovers().clearGenesis();
    bare.getNextBuilder().clearValidatorSet();
    if (header.getValidatorsHash().equals(root.validators().hash())) {
      return bare.build();
    }
    LightHeader target = fetched(root, header.getHeight(), source);
    if (!target.header().equals(header)) {
      throw new UntrustedAnswer(
          "the ledger has another block of height " + header.getHeight() + " than the receipt");
    }
    LightHeader from = from(root, source);
    Optional<List<LightHeader>> plain =
        way(new Handover(from, target, Optional.empty()), root, source);
    if (plain.isEmpty()) {
      bare.setGenesis(genesis.get().orElse(ByteString.EMPTY));
    }
    Optional<Validators> founders = founders(network, bare.getGenesis());
    List<LightHeader> way =
        plain
            .or(() -> way(new Handover(from, target, founders), root, source))
            .orElseThrow(() ->
                new UntrustedAnswer(
                    "no hand-over leads to the header of height " + header.getHeight()));
    Handover.fault(root, founders, way)
        .ifPresent(fault -> {
          throw new UntrustedAnswer("the ledger's way to the receipt's header: " + fault);
        });
    way.subList(0, way.size() - 1).forEach(step -> bare.addHandovers(step.toWire()));
    return bare.setNext(target.toWire()).build();
  }

  /// A header to begin from: the trusted one, or the newest, which is of the trusted set.
  private static LightHeader from(TrustRoot root, LongFunction<Optional<LightBlock>> source) {
    LightHeader from = fetched(root, root.header().map(Mark::height).orElse(0L), source);
    boolean trusted =
        root.header()
            .map(from.mark()::equals)
            .orElseGet(() -> from.validators().equals(root.validators()));
    if (trusted) {
      return from;
    }
    if (root.header().isPresent()) {
      throw new UntrustedAnswer("the ledger does not have the network file's trusted header");
    }
    LightHeader first = fetched(root, 1, source);
    if (!first.validators().equals(root.validators())) {
      throw new UntrustedAnswer(
          "neither the first nor the newest header is of the network file's validators; get a"
              + " newer network file");
    }
    return first;
  }

  /// Empty if none leads there.
  private static Optional<List<LightHeader>> way(
      Handover search, TrustRoot root, LongFunction<Optional<LightBlock>> source) {
    while (true) {
      switch (search.next()) {
        case Move.Ask(long height) -> search.answer(fetched(root, height, source));
        case Move.Arrived(List<LightHeader> steps) -> {
          return Optional.of(steps);
        }
        case Move.Refused(String why, boolean otherChain) -> {
          if (otherChain) {
            return Optional.empty();
          }
          throw new UntrustedAnswer(why);
        }
      }
    }
  }

  private static LightHeader fetched(
      TrustRoot root, long height, LongFunction<Optional<LightBlock>> source) {
    LightBlock block =
        source
            .apply(height)
            .orElseThrow(() -> new UntrustedAnswer("the ledger has no header of height " + height));
    return switch (LightHeader.read(block, root, Instant.MAX)) {
      case LightHeader.Read.Good(LightHeader header)
          when height == 0 || header.height() == height ->
          header;
      case LightHeader.Read.Good _ -> throw new UntrustedAnswer("the header is of another height");
      case LightHeader.Read.Bad(String why) -> throw new UntrustedAnswer(why);
    };
  }
}
