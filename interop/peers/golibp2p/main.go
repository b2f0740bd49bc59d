// Command golibp2p is a bare go-libp2p host, driven by JSON lines:
// {"id":1,"op":"...",...} on stdin, {"id":1,...} on stdout.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/pnet"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
	quic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/libp2p/go-libp2p/p2p/transport/websocket"
)

// Sends back what it gets.
const echoProtocol = "/cairn-interop/echo/1.0.0"

// How long anything may take: a busy machine is slow.
const patience = 5 * time.Minute

type request struct {
	Id      int    `json:"id"`
	Op      string `json:"op"`
	Address string `json:"address"`
	Peer    string `json:"peer"`
	Size    int64  `json:"size"`
	Seed    int64  `json:"seed"`
}

func main() {
	way := flag.String("way", "tls", "tls, noise, ws or quic: the only way to carry a connection")
	key := flag.String("swarm-key", "", "file of the key of a private network")
	flag.Parse()
	h, err := start(*way, *key)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer h.Close()
	h.SetStreamHandler(echoProtocol, echo)
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<20)
	for input.Scan() {
		var r request
		answer := map[string]any{}
		err := json.Unmarshal(input.Bytes(), &r)
		if err == nil {
			err = serve(h, r, answer)
		}
		if err != nil {
			answer["error"] = err.Error()
		}
		answer["id"] = r.Id
		line, _ := json.Marshal(answer)
		fmt.Println(string(line))
	}
}

func start(way, key string) (host.Host, error) {
	options := []libp2p.Option{libp2p.DisableRelay(), libp2p.Ping(true)}
	switch way {
	case "tls":
		options = append(options, libp2p.Transport(tcp.NewTCPTransport),
			libp2p.Security(libp2ptls.ID, libp2ptls.New),
			libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0"))
	case "noise":
		options = append(options, libp2p.Transport(tcp.NewTCPTransport),
			libp2p.Security(noise.ID, noise.New),
			libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0"))
	case "ws":
		options = append(options, libp2p.Transport(websocket.New),
			libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0/ws"))
	case "quic":
		options = append(options, libp2p.Transport(quic.NewTransport),
			libp2p.ListenAddrStrings("/ip4/127.0.0.1/udp/0/quic-v1"))
	default:
		return nil, fmt.Errorf("-way %s is none of tls, noise, ws, quic", way)
	}
	if key != "" {
		file, err := os.Open(key)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		psk, err := pnet.DecodeV1PSK(file)
		if err != nil {
			return nil, err
		}
		options = append(options, libp2p.PrivateNetwork(psk))
	}
	return libp2p.New(options...)
}

func echo(s network.Stream) {
	if _, err := io.Copy(s, s); err != nil {
		s.Reset()
		return
	}
	s.Close()
}

func serve(h host.Host, r request, answer map[string]any) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	switch r.Op {
	case "addresses":
		answer["peer"] = h.ID().String()
		addresses := []string{}
		for _, a := range h.Addrs() {
			addresses = append(addresses, fmt.Sprintf("%s/p2p/%s", a, h.ID()))
		}
		answer["addresses"] = addresses
		return nil
	case "dial":
		info, err := peer.AddrInfoFromString(r.Address)
		if err != nil {
			return err
		}
		return h.Connect(ctx, *info)
	}
	id, err := peer.Decode(r.Peer)
	if err != nil {
		return err
	}
	// Nothing here dials by itself: what is asked for goes over the connection that there is.
	ctx = network.WithNoDial(ctx, "the test says who dials")
	switch r.Op {
	case "ping":
		result := <-ping.Ping(ctx, h, id)
		answer["nanos"] = result.RTT.Nanoseconds()
		return result.Error
	case "identify":
		protocols, err := h.Peerstore().GetProtocols(id)
		if err != nil {
			return err
		}
		agent, err := h.Peerstore().Get(id, "AgentVersion")
		if err != nil {
			return err
		}
		answer["agent"], answer["protocols"] = agent, protocols
		return nil
	case "ways":
		ways := []string{}
		for _, c := range h.Network().ConnsToPeer(id) {
			state := c.ConnState()
			ways = append(ways, strings.Join([]string{c.RemoteMultiaddr().String(), string(state.Security), string(state.StreamMultiplexer)}, " "))
		}
		answer["ways"] = ways
		return nil
	case "echo":
		sum, err := exchange(ctx, h, id, r.Size, r.Seed)
		answer["sha256"] = sum
		return err
	}
	return fmt.Errorf("no operation %q", r.Op)
}

// exchange sends bytes from a seed and compares what comes back.
func exchange(ctx context.Context, h host.Host, id peer.ID, size, seed int64) (string, error) {
	s, err := h.NewStream(ctx, id, echoProtocol)
	if err != nil {
		return "", err
	}
	defer s.Close()
	s.SetDeadline(time.Now().Add(patience))
	sent, got := sha256.New(), sha256.New()
	wrote := make(chan error, 1)
	go func() {
		source := io.LimitReader(rand.New(rand.NewSource(seed)), size)
		_, err := io.Copy(io.MultiWriter(s, sent), source)
		if err == nil {
			err = s.CloseWrite()
		} else {
			s.Reset()
		}
		wrote <- err
	}()
	n, err := io.Copy(got, s)
	if failed := <-wrote; failed != nil {
		return "", failed
	}
	if err != nil {
		return "", err
	}
	if n != size || !bytes.Equal(sent.Sum(nil), got.Sum(nil)) {
		return "", fmt.Errorf("%d bytes came back of %d, or others", n, size)
	}
	return hex.EncodeToString(got.Sum(nil)), nil
}
