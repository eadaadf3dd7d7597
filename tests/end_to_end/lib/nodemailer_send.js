// Sends the message on standard input with nodemailer: nodemailer_send.js MODULE PORT SENDER RECIPIENT,RECIPIENT
const [module_, port, sender, recipients] = process.argv.slice(2);
const nodemailer = require(module_);
const raw = require("fs").readFileSync(0);
const transport = nodemailer.createTransport({ host: "127.0.0.1", port: Number(port), name: "sender.example",
                                               secure: false, ignoreTLS: true });
transport.sendMail({ envelope: { from: sender, to: recipients.split(","), use8BitMime: !raw.every((c) => c < 128) }, raw })
    .then((sent) => { console.log(sent.response); transport.close(); if (sent.rejected.length) process.exit(1); })
    .catch((error) => { console.error(error.message); process.exit(1); });
