package network.cairn.ledger.genesis;

import static network.cairn.ledger.genesis.ValidatorsFile.require;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.ledger.wallet.InvalidAddress;

/// Reads the text of a [ValidatorsFile], whoever wrote it. For one thread.
final class ValidatorsText {
  private final List<ValidatorsFile.Entry> entries = new ArrayList<>();
  private Optional<Draft> draft = Optional.empty();
  private Optional<String> chainId = Optional.empty();
  private Optional<String> time = Optional.empty();
  private Optional<String> treasury = Optional.empty();
  private final TreasuryFile.Lines treasurers = new TreasuryFile.Lines();

  /// @throws InvalidNetworkFile naming what is wrong
  ValidatorsText(String text) {
    List<String> lines =
        text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
    require(
        !lines.isEmpty() && lines.getFirst().equals(ValidatorsFile.FIRST),
        "the first line is not " + ValidatorsFile.FIRST);
    for (String line : lines.subList(1, lines.size())) {
      String[] words =
          Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new);
      require(words.length == 2, "the line '" + line + "' is no name and value");
      take(words[0], words[1], line);
    }
    draft.ifPresent(done -> entries.add(done.entry()));
  }

  private void take(String field, String value, String line) {
    if (field.equals("validator")) {
      draft.ifPresent(done -> entries.add(done.entry()));
      draft = Optional.of(new Draft(value));
    } else if (draft.isPresent()) {
      draft.get().take(field, value);
    } else {
      switch (field) {
        case "chain-id" -> chainId = first(chainId, value, field);
        case "time" -> time = first(time, value, field);
        case "treasury" -> treasury = first(treasury, value, field);
        default ->
            require(
                treasurers.take(field, value),
                "before the first validator: "
                    + line
                    + "; there stand chain-id, time and treasury, or its keys, if anything");
      }
    }
  }

  private static <T> Optional<T> first(Optional<T> before, T value, String field) {
    require(before.isEmpty(), field + " stands twice");
    return Optional.of(value);
  }

  ValidatorsFile file() {
    Optional<NamedKeys> named = treasurers.named();
    require(
        named.isEmpty() || treasury.isEmpty(),
        "it has treasury and treasury-key; one of them says");
    Optional<?> spent = treasury.isPresent() ? treasury : named;
    long given = Stream.of(chainId, time, spent).filter(Optional::isPresent).count();
    require(given == 0 || given == 3, "it needs all of chain-id, time and treasury, or none");
    return new ValidatorsFile(chainId.map(id -> chain(id, named)), entries);
  }

  private ValidatorsFile.Chain chain(String id, Optional<NamedKeys> named) {
    require(id.matches("[a-z0-9-]{1,50}"), "chain-id is not 1 to 50 of a-z 0-9 -: " + id);
    try {
      Instant instant = Instant.parse(time.orElseThrow());
      require(
          instant.equals(instant.truncatedTo(ChronoUnit.MILLIS))
              && !instant.isBefore(Instant.EPOCH),
          "time is in milliseconds since 1970, not " + instant);
      if (named.isPresent()) {
        return ValidatorsFile.Chain.of(id, instant.toEpochMilli(), named.get());
      }
      Address address = Addresses.parse(Profile.of(id), treasury.orElseThrow());
      return new ValidatorsFile.Chain(id, instant.toEpochMilli(), address);
    } catch (DateTimeParseException e) {
      throw new InvalidNetworkFile("time is not as 2026-01-01T00:00:00Z: " + time.orElseThrow());
    } catch (ArithmeticException e) {
      throw new InvalidNetworkFile("time is out of bounds: " + time.orElseThrow());
    } catch (InvalidAddress e) {
      throw new InvalidNetworkFile("treasury is no address on " + id + ": " + e.getMessage());
    }
  }

  /// A validator of which not all lines were read.
  private static final class Draft {
    private final String name;
    private Optional<Long> power = Optional.empty();
    private Optional<String> p2p = Optional.empty();
    private Optional<URI> url = Optional.empty();
    private Optional<ByteString> key = Optional.empty();
    private Optional<ByteString> beacon = Optional.empty();
    private Optional<String> node = Optional.empty();
    private Optional<Amount> stake = Optional.empty();
    private Optional<ByteString> operator = Optional.empty();
    private Optional<ByteString> keyProof = Optional.empty();
    private Optional<ByteString> beaconProof = Optional.empty();

    Draft(String name) {
      this.name = name;
    }

    void take(String field, String value) {
      switch (field) {
        case "power" -> power = once(power, power(value), field);
        case "p2p" -> p2p = once(p2p, value, field);
        case "url" -> url = once(url, url(value), field);
        case "key" -> key = once(key, hex(value, field, 64), field);
        case "beacon" -> beacon = once(beacon, hex(value, field, 64), field);
        case "node" -> {
          ByteString _ = hex(value, field, 40);
          node = once(node, value, field);
        }
        case "stake" -> stake = once(stake, stake(value), field);
        case "operator" -> operator = once(operator, hex(value, field, 64), field);
        case "key-proof" -> keyProof = once(keyProof, hex(value, field, 128), field);
        case "beacon-proof" -> beaconProof = once(beaconProof, hex(value, field, 160), field);
        default ->
            throw new InvalidNetworkFile(
                "validator "
                    + name
                    + ": unknown field '"
                    + field
                    + "'; there are power, p2p, url, key, beacon, node, stake, operator, key-proof"
                    + " and beacon-proof");
      }
    }

    private <T> Optional<T> once(Optional<T> before, T value, String field) {
      require(before.isEmpty(), "validator " + name + ": " + field + " stands twice");
      return Optional.of(value);
    }

    private long power(String value) {
      require(
          value.matches("[1-9][0-9]{0,17}"),
          "validator " + name + ": power is a whole number from 1, not '" + value + "'");
      return Long.parseLong(value);
    }

    private Amount stake(String value) {
      try {
        return Amounts.parse(value);
      } catch (OutOfRange e) {
        throw new InvalidNetworkFile("validator " + name + ": stake: " + e.getMessage());
      }
    }

    private URI url(String value) {
      try {
        return new URI(value);
      } catch (URISyntaxException e) {
        throw new InvalidNetworkFile("validator " + name + ": no address: " + value);
      }
    }

    private ByteString hex(String value, String field, int digits) {
      require(
          value.length() == digits && value.matches("[0-9a-f]+"),
          "validator "
              + name
              + ": "
              + field
              + " is not "
              + digits
              + " hexadecimal digits: "
              + value);
      return ByteString.copyFrom(HexFormat.of().parseHex(value));
    }

    ValidatorsFile.Entry entry() {
      require(
          (power.isPresent() || stake.isPresent()) && p2p.isPresent() && url.isPresent(),
          "validator " + name + " needs power, p2p and url, or stake, p2p and url");
      require(
          power.isEmpty() || stake.isEmpty(),
          "validator " + name + ": its power follows from its stake; leave the line power out");
      long given = Stream.of(key, beacon, node).filter(Optional::isPresent).count();
      require(
          given == 0 || given == 3,
          "validator " + name + " needs all of key, beacon and node, or none of them");
      long bound = Stream.of(operator, keyProof, beaconProof).filter(Optional::isPresent).count();
      require(
          bound == 0 || bound == 3,
          "validator "
              + name
              + " needs all of operator, key-proof and beacon-proof, or none of them");
      return new ValidatorsFile.Entry(
          name,
          power.orElse(0L),
          p2p.orElseThrow(),
          url.orElseThrow(),
          key.map(k -> new ValidatorsFile.Keys(k, beacon.orElseThrow(), node.orElseThrow())),
          stake,
          operator.map(account ->
              new Founder(
                  new Address(account), keyProof.orElseThrow(), beaconProof.orElseThrow())));
    }
  }
}
