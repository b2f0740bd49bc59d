package network.cairn.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class LightClientVectorsTest {
  private final Vectors vectors = Vectors.topic("ledger");

  @Test
  void givesCometsVerdictOnEveryMintedCase() {
    VectorNode json = vectors.json("minted-light-client.json");
    VectorNode blocks = json.get("blocks");
    int cases =
        json.each(
            "cases",
            c -> {
              String[] level = c.get("trust_level").asString().split("/");
              LightVerifier verifier =
                  new LightVerifier(
                      json.get("chain_id").asString(),
                      Duration.ofSeconds(c.get("trusting_period_s").asLong()),
                      Duration.ofSeconds(c.get("max_clock_drift_s").asLong()),
                      Long.parseLong(level[0]),
                      Long.parseLong(level[1]));
              VectorNode untrusted = blocks.get(c.get("untrusted").asString());
              LightVerifier.Verdict verdict =
                  verifier.verify(
                      CometJson.signedHeader(
                          blocks.get(c.get("trusted").asString()).get("signed_header")),
                      CometJson.validators(
                          blocks
                              .get(c.get("trusted_next_validators").asString())
                              .get("validators")),
                      CometJson.signedHeader(untrusted.get("signed_header")),
                      CometJson.validators(untrusted.get("validators")),
                      Instant.parse(c.get("now").asString()));
              assertThat(verdict.name())
                  .as(c.get("name").asString())
                  .isEqualTo(c.get("verdict").asString());
            });
    cases +=
        json.each(
            "commit_cases",
            c -> {
              VectorNode block = blocks.get(c.get("block").asString());
              SignedHeader signed = CometJson.signedHeader(block.get("signed_header"));
              CommitCheck check =
                  new CommitCheck(
                      json.get("chain_id").asString(),
                      CometJson.validators(block.get("validators")));
              long height = signed.getHeader().getHeight();
              assertThat(
                      check.full(signed.getCommit().getBlockId(), height, signed.getCommit())
                          == CommitCheck.Verdict.ENOUGH)
                  .as("full %s", c.get("block"))
                  .isEqualTo(c.get("verify_commit").asBoolean());
              assertThat(
                      check.light(signed.getCommit().getBlockId(), height, signed.getCommit())
                          == CommitCheck.Verdict.ENOUGH)
                  .as("light %s", c.get("block"))
                  .isEqualTo(c.get("verify_commit_light").asBoolean());
            });
    vectors.ran("minted-light-client.json", cases);
  }

  @Test
  void followsEveryModelBasedTrace() {
    int steps =
        vectors.sum(
            vectors.json("light-client-mbt.json").cases("cases"),
            LightClientVectorsTest::followsTrace);
    vectors.ran("light-client-mbt.json", steps);
  }

  private static int followsTrace(VectorNode trace) {
    int steps = 0;
    VectorNode initial = trace.get("initial");
    SignedHeader trusted = CometJson.signedHeader(initial.get("signed_header"));
    Validators next = CometJson.validators(initial.get("next_validator_set").get("validators"));
    Duration period = Duration.ofNanos(CometJson.number(initial.get("trusting_period")));
    for (VectorNode step : trace.get("input")) {
      LightVerifier verifier =
          LightVerifier.ofThird(trusted.getHeader().getChainId(), period, Duration.ofSeconds(1));
      VectorNode block = step.get("block");
      SignedHeader signed = CometJson.signedHeader(block.get("signed_header"));
      LightVerifier.Verdict verdict =
          verifier.verify(
              trusted,
              next,
              signed,
              CometJson.validators(block.get("validator_set").get("validators")),
              Instant.parse(step.get("now").asString()));
      String name = verdict == LightVerifier.Verdict.EXPIRED ? "INVALID" : verdict.name();
      assertThat(name)
          .as("%s step %s", trace.get("name"), steps)
          .isEqualTo(step.get("verdict").asString());
      if (verdict == LightVerifier.Verdict.SUCCESS) {
        trusted = signed;
        next = CometJson.validators(block.get("next_validator_set").get("validators"));
      }
      steps++;
    }
    return steps;
  }
}
