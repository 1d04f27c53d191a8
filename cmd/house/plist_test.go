package house

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// readPlist reads a property list that is one dictionary of strings, booleans
// and arrays of strings.
func readPlist(t *testing.T, path string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	plist, err := parsePlist(string(text))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return plist
}

func parsePlist(text string) (map[string]any, error) {
	var doc struct {
		XMLName xml.Name `xml:"plist"`
		Version string   `xml:"version,attr"`
		Dict    []struct {
			Items []struct {
				XMLName xml.Name
				Text    string   `xml:",chardata"`
				Strings []string `xml:"string"`
			} `xml:",any"`
		} `xml:"dict"`
	}
	d := xml.NewDecoder(strings.NewReader(text))
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	if strings.TrimSpace(text[d.InputOffset():]) != "" {
		return nil, errors.New("there is something behind the end")
	}
	if doc.Version != "1.0" || len(doc.Dict) != 1 || len(doc.Dict[0].Items)%2 != 0 {
		return nil, errors.New("this is not one dictionary of keys and values")
	}
	plist := map[string]any{}
	for i := 0; i < len(doc.Dict[0].Items); i += 2 {
		key, value := doc.Dict[0].Items[i], doc.Dict[0].Items[i+1]
		if _, twice := plist[key.Text]; key.XMLName.Local != "key" || twice {
			return nil, fmt.Errorf("%q stands where a new key is due", key.Text)
		}
		switch value.XMLName.Local {
		case "string":
			plist[key.Text] = value.Text
		case "true", "false":
			plist[key.Text] = value.XMLName.Local == "true"
		case "array":
			plist[key.Text] = value.Strings
		default:
			return nil, fmt.Errorf("%s is a %s", key.Text, value.XMLName.Local)
		}
	}
	return plist, nil
}

func TestBrokenPropertyListsAreSeen(t *testing.T) {
	const head, tail = `<?xml version="1.0"?><plist version="1.0"><dict>`, `</dict></plist>`
	for name, c := range map[string]struct {
		text string
		bad  bool
	}{
		"a good one":            {head + `<key>a</key><string>b &amp; c</string><key>d</key><true/>` + tail + "\n", false},
		"not closed":            {head + `<key>a</key><string>b</string>`, true},
		"a bare ampersand":      {head + `<key>a</key><string>b & c</string>` + tail, true},
		"a key without value":   {head + `<key>a</key>` + tail, true},
		"a value without key":   {head + `<string>a</string><string>b</string>` + tail, true},
		"the same key twice":    {head + `<key>a</key><true/><key>a</key><false/>` + tail, true},
		"two lists":             {head + tail + head + tail, true},
		"not a property list":   {`<dict><key>a</key><true/></dict>`, true},
		"a value of no meaning": {head + `<key>a</key><strin>b</strin>` + tail, true},
	} {
		t.Run(name, func(t *testing.T) {
			if plist, err := parsePlist(c.text); (err != nil) != c.bad {
				t.Errorf("%v, %v", plist, err)
			}
		})
	}
}
