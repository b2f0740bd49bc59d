package network.cairn.app.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;

/// What each meter counts, for those that are registered without a word: Prometheus shows it beside
/// them.
final class MeterHelp implements MeterFilter {
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("cairn_store_reads", "Blocks read from the store"),
          Map.entry("cairn_store_read_bytes", "Bytes of blocks read from the store"),
          Map.entry("cairn_store_writes", "Blocks written to the store"),
          Map.entry("cairn_store_written_bytes", "Bytes of blocks written to the store"),
          Map.entry("cairn_store_duplicates", "Blocks that were there already when they came"),
          Map.entry("cairn_store_commits", "Times that blocks were made durable"),
          Map.entry("cairn_store_corrupt_blocks", "Blocks whose bytes were not those of their CID"),
          Map.entry("cairn_store_collected_blocks", "Blocks removed as garbage"),
          Map.entry("cairn_store_collected_bytes", "Bytes of blocks removed as garbage"),
          Map.entry(
              "cairn_store_compacted_bytes", "Bytes of the disk given back by rewriting packs"),
          Map.entry("cairn_p2p_connections", "Open connections"),
          Map.entry("cairn_p2p_streams", "Open streams"),
          Map.entry("cairn_p2p_in_bytes", "Bytes that came over connections that have ended"),
          Map.entry("cairn_p2p_out_bytes", "Bytes that went over connections that have ended"),
          Map.entry("cairn_p2p_connections_opened", "Connections opened, by direction"),
          Map.entry("cairn_p2p_streams_opened", "Streams opened, by protocol"),
          Map.entry("cairn_p2p_refused", "What a limit refused, by limit"),
          Map.entry(
              "cairn_gateway_answers",
              "Answers of the gateway, by class of status; broken for those without an end"),
          Map.entry("cairn_gateway_busy", "Callers whom the gateway sent away as too many"),
          Map.entry("cairn_gateway_running", "Answers of the gateway under way"),
          Map.entry("cairn_gateway_sent_bytes", "Bytes of bodies that the gateway sent"),
          Map.entry("cairn_http_retrieval_blocks", "Blocks that came from servers over HTTP"),
          Map.entry(
              "cairn_http_retrieval_received_bytes",
              "Bytes of blocks that came from servers over HTTP"),
          Map.entry(
              "cairn_http_retrieval_failures",
              "Servers that failed while they were asked for blocks over HTTP"),
          Map.entry("cairn_rpc_running", "Calls of the door under way"),
          Map.entry("cairn_rpc_calls", "Calls of the door, by command and status"),
          Map.entry("cairn_ledger_blocks", "Blocks that the ledger of this process made"),
          Map.entry("cairn_ledger_transactions", "Transactions in blocks, without the beacon's"),
          Map.entry("cairn_ledger_height", "Height of the ledger of this process"),
          Map.entry("cairn_ledger_pool", "Transactions that wait for a block"),
          Map.entry("cairn_ledger_refused", "Transactions refused at the door, by reason"),
          Map.entry("cairn_bitswap_blocks_received", "Blocks that came from peers"),
          Map.entry("cairn_bitswap_received_bytes", "Bytes of blocks that came from peers"),
          Map.entry("cairn_bitswap_duplicate_blocks", "Blocks that came from peers more than once"),
          Map.entry("cairn_bitswap_blocks_sent", "Blocks sent to peers"),
          Map.entry("cairn_bitswap_sent_bytes", "Bytes of blocks sent to peers"),
          Map.entry("cairn_bitswap_messages_received", "Messages that came from peers"),
          Map.entry("cairn_bitswap_messages_sent", "Messages sent to peers"));

  @Override
  public Meter.Id map(Meter.Id id) {
    String text = TEXTS.get(id.getName());
    return text == null || id.getDescription() != null
        ? id
        : new Meter.Id(
            id.getName(),
            io.micrometer.core.instrument.Tags.of(id.getTags()),
            id.getBaseUnit(),
            text,
            id.getType());
  }
}
