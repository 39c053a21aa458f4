export const USAGE = `Usage: sotto <command> [options]

Commands
  rpc   JSON-RPC 2.0 on stdin and stdout, one object a line, for bots and scripts
  web   the interface in a browser on this machine

Options of both
  --data DIR              folder of the profile
  --profile NAME          profile in the usual place, instead of --data (default: default)
  --listen MULTIADDR...   where to listen, for example /ip4/0.0.0.0/tcp/4001
  --no-mdns               do not look for contacts on the local network
  --passphrase-file FILE  read the passphrase from a file; otherwise SOTTO_PASSPHRASE is used, if set
  -h, --help              show this text
  -v, --version           show the version

Options of web
  --port PORT             port on 127.0.0.1 (default: any free one)
  --open                  open the address in the default browser

SOTTO_LOG=debug|info|warn|error sets what is logged on stderr (default: warn).
`
