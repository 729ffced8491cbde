//! Charts: `plot(y)` and its like at once, and `matplotlib.pyplot`'s functions and axes on a figure that is shown when
//! it is asked for.

mod bars;
mod dress;
mod fields;
mod figures;
mod numbers;
mod objects;
mod series;

use super::builtins::rows;
use crate::ops::{Family, Op, Place};
pub use figures::Open;

/// Functions of pyplot that are also methods of axes.
macro_rules! shared {
    ($($name:literal $method:literal $params:literal $doc:literal $build:path;)*) => {
        static SHARED: &[Op] = rows! { Builtin; $($name $params $doc $build;)* };
        static AXES: &[Op] = &[$(Op {
            name: $method,
            params: concat!("self, ", $params),
            doc: $doc,
            build: $build,
            ..Op::of(Family::Custom, &[Place::Method])
        }),*];
    };
}

shared! {
    "axhline" "axhline" "y=0, **options" "A line across the chart at a height." series::across;
    "axis" "axis" "*args, **options" "Sets the limits (xmin, xmax, ymin, ymax)." dress::limits;
    "annotate" "annotate" "text, xy, *args, **options" "Writes a text at a place (x, y)." dress::annotate;
    "axvline" "axvline" "x=0, **options" "A line down the chart at a place." series::down;
    "bar" "bar" "x, height, width=0.8, bottom=None, *, align='center', **options" "Bars of these heights." bars::bar;
    "barh" "barh" "y, width, height=0.8, left=None, *, align='center', **options" "Bars of these lengths that lie, the first one below." bars::lying;
    "contour" "contour" "*args, **options" "Lines of equal height of a matrix: contour(Z), contour(X, Y, Z), contour(X, Y, Z, levels)." fields::contour;
    "errorbar" "errorbar" "x, y, yerr=None, xerr=None, fmt='', **options" "A line, and how far each of its points may be off." series::errorbar;
    "fill_between" "fill_between" "x, y1, y2=0, **options" "Fills what lies between two lines." bars::fill_between;
    "grid" "grid" "visible=True, **options" "Lines at the numbers of the axes." dress::grid;
    "hist" "hist" "x, bins=10, range=None, density=False, **options" "How many values lie in each bin, as bars." bars::hist;
    "hist2d" "hist2d" "x, y, bins=10, range=None, density=False, **options" "How many pairs lie in each cell, as colours." fields::hist2d;
    "imshow" "imshow" "X, cmap=None, *, vmin=None, vmax=None, **options" "A matrix as colours, its first row above; origin='lower' puts it below, extent=(left, right, bottom, top) says where it lies." fields::imshow;
    "legend" "legend" "labels=None, *args, **options" "Shows the names of the series." dress::legend;
    "plot" "plot" "*args, **options" "Lines: plot(y), plot(x, y), plot(x, y, 'r--'); with counts and bin edges, bars." series::plot;
    "matshow" "matshow" "X, cmap=None, *, vmin=None, vmax=None, **options" "A matrix as colours." fields::imshow;
    "pcolormesh" "pcolormesh" "*args, cmap=None, vmin=None, vmax=None, **options" "A matrix as colours, its first row below: pcolormesh(C), pcolormesh(X, Y, C)." fields::pcolormesh;
    "pie" "pie" "x, **options" "There are no pies: bars show the same." bars::pie;
    "loglog" "loglog" "*args, **options" "Lines on axes that are both logarithmic." series::log_both;
    "scatter" "scatter" "x, y, s=None, c=None, **options" "A point for each pair of numbers." series::scatter;
    "semilogx" "semilogx" "*args, **options" "Lines over a logarithmic x axis." series::log_x;
    "semilogy" "semilogy" "*args, **options" "Lines on a logarithmic y axis." series::log_y;
    "stairs" "stairs" "values, edges=None, **options" "Counts between bin edges, as bars." bars::stairs;
    "step" "step" "x, y, *args, **options" "A line that goes in steps." series::step;
    "text" "text" "x, y, s, **options" "Writes a text at a place." dress::note;
    "title" "set_title" "label, **options" "Sets the title." dress::title;
    "xlabel" "set_xlabel" "label, **options" "Sets what stands below the x axis." dress::xlabel;
    "xlim" "set_xlim" "left=None, right=None, **options" "Sets where the x axis begins and ends." dress::xlim;
    "xscale" "set_xscale" "value, **options" "Makes the x axis 'linear' or 'log'." dress::xscale;
    "xticks" "set_xticks" "ticks=None, labels=None, **options" "Sets names in place of numbers on the x axis." dress::xticks;
    "yticks" "set_yticks" "ticks=None, labels=None, **options" "Sets names in place of numbers on the y axis." dress::yticks;
    "ylabel" "set_ylabel" "label, **options" "Sets what stands beside the y axis." dress::ylabel;
    "ylim" "set_ylim" "bottom=None, top=None, **options" "Sets where the y axis begins and ends." dress::ylim;
    "yscale" "set_yscale" "value, **options" "Makes the y axis 'linear' or 'log'." dress::yscale;
}

/// What `matplotlib.pyplot` has beside what axes share with it.
static PYPLOT: &[Op] = rows! { Builtin;
    "cla" "" "Empties the chart." figures::clear;
    "clf" "" "Ends the figure." figures::close;
    "close" "*args" "Ends the figure; close('all') ends all." figures::close;
    "colorbar" "*args, **options" "Nothing: a matrix always has one." figures::nothing;
    "figure" "num=None, figsize=None, dpi=None, **options" "Begins a new figure." figures::figure;
    "gca" "" "The chart that is drawn on." figures::current_axes;
    "gcf" "" "The figure that is drawn on." figures::current_figure;
    "ioff" "" "Nothing: figures are shown when asked for." figures::nothing;
    "ion" "" "Nothing: figures are shown when asked for." figures::nothing;
    "pause" "interval=0" "Nothing." figures::nothing;
    "savefig" "fname, dpi=None, **options" "Writes the figure to a file: .svg or .png." figures::save;
    "show" "**options" "Shows the open figures in the terminal, which ends them." figures::show;
    "subplot" "*args, **options" "Draws from now on on one of several charts: subplot(rows, columns, number)." figures::subplot;
    "subplots" "nrows=1, ncols=1, *, figsize=None, squeeze=True, **options" "A new figure with charts in rows: (figure, axes)." figures::subplots;
    "subplots_adjust" "**options" "Nothing: charts never lie over each other." figures::nothing;
    "suptitle" "t, **options" "Sets the title of the whole figure." figures::title;
    "tight_layout" "*args, **options" "Nothing: charts never lie over each other." figures::nothing;
};

/// Methods of a figure.
static FIGURE: &[Op] = rows! { Method;
    "add_subplot" "self, *args, **options" "One of several charts: add_subplot(rows, columns, number)." figures::subplot;
    "colorbar" "self, *args, **options" "Nothing: a matrix always has one." figures::nothing;
    "savefig" "self, fname, dpi=None, **options" "Writes the figure to a file: .svg or .png." figures::save;
    "show" "self, **options" "Shows the figure in the terminal." figures::show;
    "subplots_adjust" "self, **options" "Nothing: charts never lie over each other." figures::nothing;
    "suptitle" "self, t, **options" "Sets the title of the whole figure." figures::title;
    "tight_layout" "self, *args, **options" "Nothing: charts never lie over each other." figures::nothing;
};

/// Methods of axes that pyplot does not share.
static AXES_ONLY: &[Op] = rows! { Method;
    "get_xlim" "self" "Where the x axis begins and ends." dress::xlim_now;
    "get_ylim" "self" "Where the y axis begins and ends." dress::ylim_now;
    "set" "self, **options" "Sets several at once: set(title='t', xlabel='x')." dress::set;
    "set_aspect" "self, *args, **options" "Nothing." figures::nothing;
    "set_axis_off" "self" "Nothing." figures::nothing;
    "tick_params" "self, *args, **options" "Nothing." figures::nothing;
};

/// What `matplotlib.pyplot` has.
pub static TABLES: &[&[Op]] = &[SHARED, PYPLOT];

/// Charts that are drawn at once, in the terminal or into a file.
pub static FUNCTIONS: &[Op] = rows! { Builtin;
    "bar" "x, height=None, file=None, *, width=0.8, title='', xlabel='', ylabel='', **options" "Draws bars: bar(heights), bar(names, heights); into a file if one is named, such as 'bars.svg' or 'bars.png'." figures::bar_now;
    "hist" "x, bins=10, file=None, *, range=None, density=False, title='', xlabel='', ylabel='', **options" "Draws how many values lie in each bin; into a file if one is named, such as 'h.svg' or 'h.png'." figures::hist_now;
    "imshow" "X, file=None, *, cmap='viridis', vmin=None, vmax=None, title='', xlabel='', ylabel='', **options" "Draws a matrix as colours; into a file if one is named, such as 'm.svg' or 'm.png'." figures::imshow_now;
    "plot" "*args, file=None, title='', xlabel='', ylabel='', **options" "Draws lines: plot(y), plot(x, y), plot(x, y, 'r--', x, z); counts and bin edges as a histogram: plot(h, bins). Into a file if the last argument names one, such as 'p.svg' or 'p.png'." figures::plot_now;
    "scatter" "x, y, file=None, *, title='', xlabel='', ylabel='', **options" "Draws a point for each pair of numbers; into a file if one is named, such as 's.svg' or 's.png'." figures::scatter_now;
};
