package main

import (
	"bytes"
	"io"
	"log"
	"time"

	"github.com/rs/zerolog"

	"keyport/app"
)

// newLog makes the log: zerolog to w, every line through the redactor last.
func (f *runFlags) newLog(w io.Writer, env string) (zerolog.Logger, *app.Redactor, error) {
	level := zerolog.InfoLevel
	name := f.logLevel
	if name == "" {
		name = env
	}
	if name != "" {
		var err error
		if level, err = zerolog.ParseLevel(name); err != nil || level < zerolog.DebugLevel || level > zerolog.ErrorLevel {
			if f.logLevel != "" {
				return zerolog.Nop(), nil, usage("--log-level is debug, info, warn or error.")
			}
			level = zerolog.InfoLevel
		}
	}
	redactor := app.NewRedactor(w)
	var out io.Writer = redactor
	if f.logFormat == "console" {
		out = zerolog.ConsoleWriter{Out: redactor, NoColor: !isTerminal(w), TimeFormat: time.TimeOnly}
	}
	logger := zerolog.New(out).Level(level).With().Timestamp().Logger()
	log.SetFlags(0)
	log.SetOutput(stdLog{logger.With().Str("from", "log").Logger()})
	return logger, redactor, nil
}

// stdLog takes what libraries write to the standard logger.
type stdLog struct{ log zerolog.Logger }

// Write drops what GODEBUG=http2debug makes net/http print: every header, keys
// included. net/http reads that variable before main, so it cannot be unset in time.
func (s stdLog) Write(line []byte) (int, error) {
	text := bytes.TrimSpace(line)
	if len(text) > 0 && !bytes.HasPrefix(text, []byte("http2: ")) {
		s.log.Info().Msg(string(text))
	}
	return len(line), nil
}
