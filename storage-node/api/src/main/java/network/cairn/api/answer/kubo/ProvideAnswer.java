package network.cairn.api.answer.kubo;

import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// How announcing to a DHT goes, in Kubo's form; times are ISO 8601, that of the year 1 for none.
///
/// @param status `online`, or `offline` where no peer of the DHT is known or this node has no
///   address for it
/// @param key what is known of one CID, if one was asked for
public record ProvideAnswer(
    String status,
    Queues queues,
    Schedule schedule,
    Timing timing,
    Ongoing ongoing,
    Past past,
    Network network,
    Optional<OfKey> key)
    implements JsonRecord {
  /// No time.
  public static final String NEVER = "0001-01-01T00:00:00Z";

  /// What waits.
  public record Queues(long keys, long regions, long overdue) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("pending_key_provides", keys).field("pending_region_provides", regions);
      out.field("pending_region_reprovides", overdue);
    }

    static Queues read(JsonValue value) {
      return new Queues(
          value.at("pending_key_provides").number(),
          value.at("pending_region_provides").number(),
          value.at("pending_region_reprovides").number());
    }
  }

  /// What is announced again.
  ///
  /// @param prefixLength bits of a region's prefix
  public record Schedule(long keys, long regions, long prefixLength, String next, String prefix)
      implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("keys", keys).field("regions", regions).field("avg_prefix_length", prefixLength);
      out.field("next_reprovide_at", next).field("next_reprovide_prefix", prefix);
    }

    static Schedule read(JsonValue value) {
      return new Schedule(
          value.at("keys").number(),
          value.at("regions").number(),
          value.at("avg_prefix_length").number(),
          value.at("next_reprovide_at").text(),
          value.at("next_reprovide_prefix").text());
    }
  }

  /// Nanoseconds, as Kubo has them, but for the beginning.
  public record Timing(long uptime, long interval, String began) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("uptime", uptime).field("reprovides_interval", interval);
      out.field("cycle_start", began);
    }

    static Timing read(JsonValue value) {
      return new Timing(
          value.at("uptime").number(),
          value.at("reprovides_interval").number(),
          value.at("cycle_start").text());
    }
  }

  /// What is being announced.
  public record Ongoing(long newRegions, long newKeys, long regions, long keys)
      implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("region_provides", newRegions).field("key_provides", newKeys);
      out.field("region_reprovides", regions).field("key_reprovides", keys);
    }

    static Ongoing read(JsonValue value) {
      return new Ongoing(
          value.at("region_provides").number(),
          value.at("key_provides").number(),
          value.at("region_reprovides").number(),
          value.at("key_reprovides").number());
    }
  }

  /// What was announced since the daemon started.
  ///
  /// @param duration nanoseconds that a region took on average
  public record Past(long records, long keys, long failed, long duration, long keysOfRegion)
      implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("records_provided", records).field("keys_provided", keys);
      out.field("keys_failed", failed).field("reprovide_duration", duration);
      out.field("avg_keys_per_reprovide", keysOfRegion);
    }

    static Past read(JsonValue value) {
      return new Past(
          value.at("records_provided").number(),
          value.at("keys_provided").number(),
          value.at("keys_failed").number(),
          value.at("reprovide_duration").number(),
          value.at("avg_keys_per_reprovide").number());
    }
  }

  /// The DHT as the last announcements found it.
  ///
  /// @param reachable peers that are known now
  /// @param regionSize peers of a region, on average
  /// @param holders peers that took a record, on average
  public record Network(long peers, long reachable, long regionSize, long holders)
      implements JsonRecord {
    /// How many peers are told of a key.
    public static final int REPLICATION = 20;

    @Override
    public void writeTo(RecordWriter out) {
      out.field("peers", peers).field("reachable", reachable);
      out.field("avg_region_size", regionSize).field("avg_holders", holders);
      out.field("replication_factor", REPLICATION);
    }

    static Network read(JsonValue value) {
      return new Network(
          value.at("peers").number(),
          value.at("reachable").number(),
          value.at("avg_region_size").number(),
          value.at("avg_holders").number());
    }
  }

  /// What is known of one CID.
  ///
  /// @param waits whether it is new and waits to be announced
  public record OfKey(String cid, boolean waits, String announced, long holders, String next)
      implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Cid", cid).field("Waiting", waits).field("Announced", announced);
      out.field("Holders", holders).field("Next", next);
    }

    static OfKey read(JsonValue value) {
      return new OfKey(
          value.at("Cid").text(),
          value.at("Waiting").truth(),
          value.at("Announced").text(),
          value.at("Holders").number(),
          value.at("Next").text());
    }
  }

  private record Connectivity(String status) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("status", status);
    }
  }

  private record Operations(Ongoing ongoing, Past past) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("ongoing", ongoing).field("past", past);
    }
  }

  private record Sweep(ProvideAnswer of) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("closed", false).field("connectivity", new Connectivity(of.status));
      out.field("queues", of.queues).field("schedule", of.schedule).field("timing", of.timing);
      out.field("operations", new Operations(of.ongoing, of.past)).field("network", of.network);
    }
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Sweep", new Sweep(this)).nothing("Legacy").field("FullRT", false);
    key.ifPresent(of -> out.field("Key", of));
  }

  /// What is missing is empty or 0.
  public static ProvideAnswer read(JsonValue value) {
    JsonValue sweep = value.at("Sweep");
    JsonValue key = value.at("Key");
    return new ProvideAnswer(
        sweep.at("connectivity").at("status").text(),
        Queues.read(sweep.at("queues")),
        Schedule.read(sweep.at("schedule")),
        Timing.read(sweep.at("timing")),
        Ongoing.read(sweep.at("operations").at("ongoing")),
        Past.read(sweep.at("operations").at("past")),
        Network.read(sweep.at("network")),
        key.present() ? Optional.of(OfKey.read(key)) : Optional.empty());
  }
}
