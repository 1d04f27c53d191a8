package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rs/zerolog"

	"keyport/app"
)

// newLog makes the log: zerolog to w, every line through the redactor last.
// colors says that w is a terminal.
func (f *runFlags) newLog(w io.Writer, colors bool, env string) (zerolog.Logger, *app.Redactor, error) {
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
	var out io.Writer = oneLine{redactor}
	if f.logFormat == "console" {
		// It quotes values itself.
		out = zerolog.ConsoleWriter{Out: redactor, NoColor: !colors, TimeFormat: time.TimeOnly, FormatMessage: func(message any) string {
			if message == nil {
				return ""
			}
			return escaped(fmt.Sprint(message))
		}}
	}
	logger := zerolog.New(out).Level(level).With().Timestamp().Logger()
	log.SetFlags(0)
	log.SetOutput(stdLog{logger.With().Str("from", "log").Logger()})
	return logger, redactor, nil
}

// stdLog takes what libraries write to the standard logger.
type stdLog struct{ log zerolog.Logger }

func (s stdLog) Write(line []byte) (int, error) {
	if text := bytes.TrimSpace(line); len(text) > 0 {
		s.log.Info().Msg(string(text))
	}
	return len(line), nil
}

// oneLine finishes the escaping of zerolog's JSON, which leaves the control
// characters beyond ASCII: some terminals take U+009B for the beginning of a
// command, and U+202E turns the rest of a line around.
type oneLine struct{ out io.Writer }

func (l oneLine) Write(line []byte) (int, error) {
	text := bytes.TrimSuffix(line, []byte("\n"))
	if _, err := io.WriteString(l.out, escaped(string(text))+"\n"); err != nil {
		return 0, err
	}
	return len(line), nil
}

// escaped writes what cannot be printed as JSON does: foreign text, such as the
// name of a model, must neither begin a line of its own nor steer a terminal.
func escaped(text string) string {
	if strings.IndexFunc(text, hidden) < 0 && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case !hidden(r):
			b.WriteRune(r) // what is no UTF-8 comes as U+FFFD
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func hidden(r rune) bool { return !unicode.IsPrint(r) }
