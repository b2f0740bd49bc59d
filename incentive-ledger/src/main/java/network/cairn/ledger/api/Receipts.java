package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import network.cairn.ledger.chain.CommitCheck;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Canonical;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.TermsRecord;
import network.cairn.proto.ledgerapi.Entry;
import network.cairn.proto.ledgerapi.Receipt;

/// Receipts: what an agreement and its sets were at one height, to be checked by anybody who has
/// the network file, without a network (docs/protocol.md §9). Where the validators are no longer,
/// or not yet, those of the file, a receipt carries the hand-overs between ([#handOver]).
public final class Receipts {
  /// Longest receipt that is read.
  public static final int MAX_SIZE = 8 << 20;

  private static final int ATTEMPTS = 5;

  private Receipts() {}

  /// What a receipt proves.
  ///
  /// @param height H of the state; the header of H + 1 is signed
  /// @param time of that header
  /// @param validators of its set
  public record Proven(
      long height,
      Instant time,
      int validators,
      network.cairn.ledger.records.AgreementRecord agreement,
      List<SlotClaim> slots) {
    public Proven {
      slots = List.copyOf(slots);
    }
  }

  /// One copy: its place's state and the last set that was opened there.
  ///
  /// @param provenPeriods periods that were proven and paid
  /// @param duePeriods periods whose deadline had passed at H
  public record SlotClaim(
      int slot,
      Slot.State state,
      Optional<network.cairn.ledger.records.SetRecord> set,
      long provenPeriods,
      long duePeriods) {}

  /// What a receipt says.
  ///
  /// @param height H of the state
  /// @param time of the header of H + 1
  /// @param sets of the agreement, rising
  public record Claims(
      long height,
      Instant time,
      Params params,
      network.cairn.ledger.records.AgreementRecord agreement,
      List<network.cairn.ledger.records.SetRecord> sets) {
    public Claims {
      sets = List.copyOf(sets);
    }
  }

  /// What a receipt says, nothing of it checked: for whoever made it from what was proved, and kept
  /// it himself. Others call [#verify].
  ///
  /// @throws InvalidReceipt if it does not decode
  public static Claims claims(ByteString bytes) {
    Receipt receipt = decode(Receipt.parser(), bytes);
    try {
      return new Claims(
          receipt.getHeight(),
          Times.instant(receipt.getNext().getSignedHeader().getHeader().getTime()),
          kept(Params.decode(receipt.getParams().getValue()), receipt),
          RecordCodec.agreement(receipt.getAgreement().getValue().toByteArray()),
          receipt.getSetsList().stream()
              .map(entry -> RecordCodec.set(entry.getValue().toByteArray()))
              .toList());
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidReceipt("it does not decode: " + e.getMessage());
    }
  }

  /// What the parameters mean to the agreement.
  private static Params kept(Params today, Receipt receipt) {
    return receipt.hasTerms()
        ? RecordCodec.terms(receipt.getTerms().getValue().toByteArray()).over(today)
        : today;
  }

  /// Builds the receipt of an agreement at the newest height that can be proved.
  ///
  /// @return canonical bytes; empty if the ledger has no such agreement
  public static Optional<ByteString> build(LedgerClient ledger, long agreement) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Reading first = ledger.read(List.of(StateKeys.agreement(agreement)), 0, true);
      if (first.value().isEmpty()) {
        return Optional.empty();
      }
      AgreementRecord record = decode(AgreementRecord.parser(), first.value().get());
      List<byte[]> keys = new ArrayList<>();
      keys.add(StateKeys.chain());
      keys.add(StateKeys.params());
      keys.add(StateKeys.agreement(agreement));
      if (record.getTerms() != 0) {
        keys.add(StateKeys.terms(record.getTerms()));
      }
      record.getSetsList().forEach(id -> keys.add(StateKeys.set(id)));
      Reading all = ledger.read(keys, 0, true);
      if (all.items().get(2).value().equals(first.value())) {
        return Optional.of(ledger.handOver(receipt(all, record.getTerms() != 0).toByteString()));
      }
    }
    throw new LedgerUnavailable("the agreement changed while its receipt was made; try again");
  }

  private static Receipt receipt(Reading all, boolean terms) {
    ChainRecord chain =
        decode(ChainRecord.parser(), all.items().getFirst().value().orElse(ByteString.EMPTY));
    Receipt.Builder out =
        Receipt.newBuilder()
            .setChainId(chain.getChainId())
            .setChainRef(chain.getChainRef())
            .setHeight(all.height())
            .setNext(all.next().orElseThrow().toBuilder().clearValidatorSet())
            .setChain(Wire.entry(all.items().get(0)))
            .setParams(Wire.entry(all.items().get(1)))
            .setAgreement(Wire.entry(all.items().get(2)));
    if (terms) {
      out.setTerms(Wire.entry(all.items().get(3)));
    }
    all.items()
        .subList(terms ? 4 : 3, all.items().size())
        .forEach(item -> out.addSets(Wire.entry(item)));
    return out.build();
  }

  /// Checks a receipt against a network file alone.
  ///
  /// @throws InvalidReceipt naming the first claim that is not proven
  public static Proven verify(ByteString bytes, NetworkFile network) {
    require(bytes.size() <= MAX_SIZE, "it is longer than " + MAX_SIZE + " bytes");
    Receipt receipt = decode(Receipt.parser(), bytes);
    require(
        receipt.getChainId().equals(network.chainId())
            && receipt.getChainRef().equals(network.chainRef()),
        "it is of another chain than the network file");
    Header header = trusted(network, receipt);
    require(
        header.getHeight() == receipt.getHeight() + 1, "its header is not of the height after H");
    ChainRecord chain = proven(header, receipt.getChain(), StateKeys.chain(), ChainRecord.parser());
    require(chain.getChainRef().equals(network.chainRef()), "its state is of another genesis");
    Params today = params(header, receipt.getParams());
    AgreementRecord agreement = agreement(header, receipt.getAgreement());
    Params params = kept(header, receipt, today, agreement);
    return new Proven(
        receipt.getHeight(),
        Times.instant(header.getTime()),
        signers(receipt, network),
        record(agreement, RecordCodec::agreement),
        slots(params, receipt.getHeight(), agreement, sets(header, receipt, agreement)));
  }

  private static int signers(Receipt receipt, NetworkFile network) {
    return receipt.getNext().hasValidatorSet()
        ? receipt.getNext().getValidatorSet().getValidatorsCount()
        : network.validators().members().size();
  }

  private static Header trusted(NetworkFile network, Receipt receipt) {
    if (receipt.getHandoversCount() > 0) {
      return ReceiptWays.header(network, receipt);
    }
    require(receipt.getGenesis().isEmpty(), "it carries a genesis but no hand-overs");
    require(!receipt.getNext().hasValidatorSet(), "it names validators, which only the file does");
    return signed(network, receipt.getNext().getSignedHeader());
  }

  /// Adds to a receipt the hand-overs that lead to it from a network file's validators, or takes
  /// out those that are not needed; nothing of the receipt itself is checked.
  ///
  /// @param source of the headers between, 0 for the newest; nothing of it is believed
  /// @param genesis the first one, asked for only where the chain was moved between
  /// @return a receipt that [#verify] takes with this network file, if it took it with another
  /// @throws UntrustedAnswer if the source shows no way
  /// @throws InvalidReceipt if the receipt does not decode, or gets too long
  static ByteString handOver(
      ByteString bytes,
      NetworkFile network,
      LongFunction<Optional<LightBlock>> source,
      Supplier<Optional<ByteString>> genesis) {
    require(bytes.size() <= MAX_SIZE, "it is longer than " + MAX_SIZE + " bytes");
    Receipt receipt = decode(Receipt.parser(), bytes);
    ByteString result = ReceiptWays.add(network, receipt, source, genesis).toByteString();
    require(result.size() <= MAX_SIZE, "with its hand-overs it is longer than " + MAX_SIZE);
    return result;
  }

  /// The header, if the network file's own set signed it: at whatever height, who checks a receipt
  /// has no other.
  private static Header signed(NetworkFile network, SignedHeader signed) {
    LightVerifier.fault(network.chainId(), signed)
        .ifPresent(fault -> {
          throw new InvalidReceipt(fault);
        });
    Header header = signed.getHeader();
    require(
        header.getValidatorsHash().equals(network.validators().hash()),
        "its header is of other validators than the network file's, and it carries no hand-overs"
            + " between; get the file of their time, or have them added with --fetch");
    Commit commit = signed.getCommit();
    require(
        new CommitCheck(network.chainId(), network.validators())
                .light(commit.getBlockId(), header.getHeight(), commit)
            == CommitCheck.Verdict.ENOUGH,
        "its header is not signed by two thirds of the network file's validators");
    return header;
  }

  private static Params params(Header header, Entry entry) {
    requireProven(header, entry, StateKeys.params());
    try {
      return Params.decode(entry.getValue());
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidReceipt("the parameters do not decode: " + e.getMessage());
    }
  }

  private static Params kept(
      Header header, Receipt receipt, Params today, AgreementRecord agreement) {
    long terms = agreement.getTerms();
    require(
        receipt.hasTerms() == (terms != 0), "it does not have the terms that its agreement names");
    if (terms == 0) {
      return today;
    }
    proven(header, receipt.getTerms(), StateKeys.terms(terms), TermsRecord.parser());
    try {
      return kept(today, receipt);
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidReceipt("the terms do not decode: " + e.getMessage());
    }
  }

  private static AgreementRecord agreement(Header header, Entry entry) {
    AgreementRecord record = decode(AgreementRecord.parser(), entry.getValue());
    return proven(header, entry, StateKeys.agreement(record.getId()), AgreementRecord.parser());
  }

  private static List<SetRecord> sets(Header header, Receipt receipt, AgreementRecord agreement) {
    require(
        receipt.getSetsCount() == agreement.getSetsCount(),
        "it does not have every set of the agreement");
    List<SetRecord> sets = new ArrayList<>();
    for (int i = 0; i < receipt.getSetsCount(); i++) {
      long id = agreement.getSets(i);
      SetRecord set = proven(header, receipt.getSets(i), StateKeys.set(id), SetRecord.parser());
      require(
          set.getId() == id && set.getAgreement() == agreement.getId(),
          "set " + id + " is not the agreement's");
      sets.add(set);
    }
    return sets;
  }

  private static List<SlotClaim> slots(
      Params params, long height, AgreementRecord agreement, List<SetRecord> sets) {
    List<Slot> slots = record(agreement, RecordCodec::agreement).slots();
    List<SlotClaim> claims = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      Optional<SetRecord> last = Optional.empty();
      long proven = 0;
      long due = 0;
      for (SetRecord set : sets) {
        if (set.getSlot() == slot) {
          last = Optional.of(set);
          proven += set.getProven();
          due += due(params, height, set);
        }
      }
      claims.add(
          new SlotClaim(
              slot,
              slots.get(slot).state(),
              last.map(set -> record(set, RecordCodec::set)),
              proven,
              due));
    }
    return claims;
  }

  private static <T> T record(Message wire, Function<byte[], T> codec) {
    try {
      return codec.apply(wire.toByteArray());
    } catch (NotCanonical e) {
      throw new InvalidReceipt("a record does not decode: " + e.getMessage());
    }
  }

  /// Deadlines of a set that had passed at a height, or when it ended.
  private static long due(Params params, long height, SetRecord set) {
    long until = set.getEndedHeight() == 0 ? height : Math.min(height, set.getEndedHeight());
    long passed = Math.max(0, until - set.getOpenedHeight()) / params.period();
    return Math.min(passed, set.getEndPeriod());
  }

  private static <M extends Message> M proven(
      Header header, Entry entry, byte[] key, Parser<M> parser) {
    requireProven(header, entry, key);
    return decode(parser, entry.getValue());
  }

  private static void requireProven(Header header, Entry entry, byte[] key) {
    Reading.Item item = Wire.item(entry);
    require(item.key().equals(ByteString.copyFrom(key)), "a record stands under another key");
    require(
        item.value().isPresent() && StateProofs.hold(header, item),
        "the proof of a record does not hold");
  }

  private static <M extends Message> M decode(Parser<M> parser, ByteString bytes) {
    try {
      return Canonical.decode(parser, bytes);
    } catch (NotCanonical e) {
      throw new InvalidReceipt("it does not decode: " + e.getMessage());
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidReceipt(otherwise);
    }
  }
}
