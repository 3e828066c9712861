namespace ChatApp.LoadTest.CommandLine;

internal static class Help
{
    public const string Text = """
        ChatApp.LoadTest COMMAND [--name value]...      loopback only; start the server with RateLimits__Enabled=false

          throughput  --url URL [--pairs 50] [--in-flight 8] [--seconds 10] [--warmup 3] [--bytes 64]
                      [--users FILE] [--second-url URL]
                      One side of each pair writes and keeps --in-flight messages unacknowledged.
          latency     --url URL [--rate 300] [--pairs 50] [--seconds 10] [--warmup 3] [--bytes 64]
                      [--users FILE] [--second-url URL]
                      Open loop: a fixed rate over all pairs; latency counts from the scheduled time.
          send        --url URL [--connections 16] [--seconds 10] [--warmup 3] [--bytes 64] [--users FILE]
                      Closed loop over REST: on each keep-alive connection one sender, one message after the other.
          connect     --url URL [--parallel 32] [--distinct 1000] [--seconds 5] [--warmup 2] [--users FILE]
                      Authenticated sockets opened per second, until the server's first frame; each is closed again.
          storm       --url URL [--sockets 10000] [--events 20] [--senders 50] [--parallel 256] [--bytes 64]
                      [--users FILE]
                      All reconnect at once with 'since' after --events messages each: until every one has caught up.
                      Wants a server with a low work factor
                      (ASPNETCORE_ENVIRONMENT=Development Passwords__WorkFactor=4).
          presence    --url URL [--sockets 10000] [--peers 10] [--rate 500] [--away-ms 1000] [--seconds 20]
                      [--settle 10] [--parallel 64] [--users FILE]
                      Users in touch with --peers others each; --rate of them reconnect each second. Away for less than
                      5000 ms, nobody sees it. Compare with a server with Presence__Enabled=false. Wants a server with a
                      low work factor.
          soak        --url URL [--second-url URL] [--sockets 2000] [--peers 8] [--rate 120] [--seconds 3600] [--seed 1]
                      [--progress FILE]
                      Two devices for each user, one on each node, and all that users do, at --rate actions a second:
                      messages, edits, deletions, reactions, marks, typing, searches, reconnects. Each device must get
                      each message once and in order. The second node may be stopped, killed and started meanwhile.
                      --progress gets a line of counters each second. scripts/soak.sh runs it with faults. Wants a
                      server with a low work factor.
          idle        --url URL [--sockets 1000] [--sockets-per-user 20] [--settle 5] [--parallel 16] [--users FILE]
                      Idle sockets, 20 to a user: memory per socket, of all and of those after the first fifth, and
                      connects per second. Wants --server-pid of a freshly started server: memory that earlier work
                      has left free would hide what sockets take, while what a server loads with its first sockets
                      counts for all of them.
          history     --url URL [--user NAME --password TEXT --peer ID | --messages 5000] [--pages 200]
                      [--warmup-pages 0] [--connections 16] [--walk 500] [--sync-messages 2000]
                      [--only history]
                      History, conversation and sync pages. Sends --sync-messages to the peer to have events to read.
                      Without --user, of a new user's conversation of --messages.
          search      --url URL --user NAME --password TEXT --peer ID [--searches 500] [--connections 1]
                      Searches of a user of the server's command seed, after waiting until the messages are in the
                      index.
          start       --url URL --command "dotnet OUT/ChatApp.Api.dll" [--runs 5]
                      Time from process start to 200 of /health/ready, and from SIGTERM to the end.
          plans       --postgres CONNECTION | --sqlite FILE
                      Plans of the reads that grow with the data; fails when one scans a large table without an
                      index. Fill the database first, with the server's command seed.

        All that put load on a server, except soak: [--server-pid N[,N]] [--postgres-pid N] [--redis-pid N]
        processor time and memory of these processes (of PostgreSQL: the postmaster, whose children are counted in).
        throughput, latency, send, connect and idle: [--dialect chatapp|signalr|signalr-negotiated|node], how the
        server's socket is spoken to; negotiated: each is asked for by a call first, as SignalR's clients do unless told
        otherwise.
        All but plans: [--label TEXT], repeated in the result.
        --users FILE keeps the registered users, so that a later run need not pay for BCrypt again.
        --second-url is another node of the same installation: half of the pairs write there, and every message crosses.

        Answers a table and, as the last line, one JSON object. Exit code: 0 passed, 1 a check failed, 2 usage.
        """;
}
