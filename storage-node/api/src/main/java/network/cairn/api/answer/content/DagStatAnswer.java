package network.cairn.api.answer.content;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Counts of DAGs; sizes in bytes.
///
/// @param uniqueBlocks blocks of all of them, each counted once
/// @param totalSize of these
/// @param sharedSize of blocks met again
/// @param ratio size of all blocks met to `totalSize`
public record DagStatAnswer(
    long uniqueBlocks, long totalSize, long sharedSize, double ratio, List<Dag> dagStats)
    implements JsonRecord {
  public DagStatAnswer {
    dagStats = List.copyOf(dagStats);
  }

  /// One DAG.
  ///
  /// @param cid of its root
  public record Dag(String cid, long size, long numBlocks) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Cid", cid);
      out.field("Size", size);
      out.field("NumBlocks", numBlocks);
    }

    /// What is missing is empty or 0. Kubo's own daemon writes the CID as a link.
    public static Dag read(JsonValue value) {
      JsonValue cid = value.at("Cid");
      return new Dag(
          cid.at("/").present() ? cid.at("/").text() : cid.text(),
          value.at("Size").number(),
          value.at("NumBlocks").number());
    }
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("UniqueBlocks", uniqueBlocks).field("TotalSize", totalSize);
    out.field("SharedSize", sharedSize).field("Ratio", ratio);
    out.objects("DagStats", dagStats);
  }

  /// What is missing is empty or 0.
  public static DagStatAnswer read(JsonValue value) {
    return new DagStatAnswer(
        value.at("UniqueBlocks").number(),
        value.at("TotalSize").number(),
        value.at("SharedSize").number(),
        value.at("Ratio").real(),
        value.at("DagStats").items().stream().map(Dag::read).toList());
  }
}
