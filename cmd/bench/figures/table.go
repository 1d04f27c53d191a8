package figures

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

// Column is one column of a table: what stands in the row of a target.
type Column struct {
	Title string
	Cell  func(target string) string
}

// WriteTable writes a title and an aligned table with a row for each target.
func WriteTable(w io.Writer, title string, targets []string, columns []Column) error {
	rows := [][]string{{"target"}}
	for _, c := range columns {
		rows[0] = append(rows[0], c.Title)
	}
	for _, target := range targets {
		row := []string{target}
		for _, c := range columns {
			row = append(row, c.Cell(target))
		}
		rows = append(rows, row)
	}
	return WriteRows(w, title, rows)
}

// WriteRows writes a title and aligned rows, the first of which is the heading.
// The first column stands left, the others right.
func WriteRows(w io.Writer, title string, rows [][]string) error {
	first := 0
	for _, row := range rows {
		first = max(first, len([]rune(row[0])))
	}
	if _, err := fmt.Fprintf(w, "\n%s\n", title); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		pad := strings.Repeat(" ", first-len([]rune(row[0])))
		fmt.Fprintf(t, "%s%s\t%s\t\n", row[0], pad, strings.Join(row[1:], "\t"))
	}
	return t.Flush()
}

// Missing stands where nothing was measured.
const Missing = "–"

// Number writes x with as many digits as help, – for what is no number.
func Number(x float64) string {
	switch abs := math.Abs(x); {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return Missing
	case abs >= 1000:
		return group(fmt.Sprintf("%.0f", x))
	case abs >= 100:
		return fmt.Sprintf("%.0f", x)
	case abs >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// Count writes a whole number.
func Count(x float64) string {
	if math.IsNaN(x) {
		return Missing
	}
	return group(fmt.Sprintf("%.0f", x))
}

// group puts a comma between thousands.
func group(digits string) string {
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
